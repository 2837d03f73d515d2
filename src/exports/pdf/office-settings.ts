/** What LibreOffice is told before it starts: [node of its registry, property, value]. Names from its schema, main.xcd. */
const SETTINGS: readonly (readonly [node: string, property: string, value: boolean | number])[] = [
  // No macro of any document, wherever it comes from; 3 is "very high".
  ['Office.Common/Security/Scripting', 'DisableMacrosExecution', true],
  ['Office.Common/Security/Scripting', 'MacroSecurityLevel', 3],
  // No pictures, objects or sections fetched from elsewhere: no address is trusted.
  ['Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', true],
  ['Office.Common/Security/Scripting', 'ExecutePlugins', false],
  // Links in a text are not brought up to date; 0 is "never".
  ['Office.Writer/Content/Update', 'Link', 0],
  ['Office.Java/VirtualMachine', 'Enable', false],
  ['Office.Recovery/RecoveryInfo', 'Enabled', false],
  ['Office.Recovery/AutoSave', 'Enabled', false],
  ['Office.Common/Misc', 'CrashReport', false],
  ['Office.Common/Misc', 'FirstRun', false],
  ['Office.Common/Misc', 'UseLocking', false],
  // Help for who writes, which would go through each text again while it is printed: a tenth of all the work.
  ['Office.Writer/AutoFunction/Completion', 'CollectWords', false],
  ['Office.Writer/AutoFunction/Completion', 'Enable', false],
  ['Office.Linguistic/SpellChecking', 'IsSpellAuto', false],
  ['Office.Common/SmartTags/Writer', 'RecognizeSmartTags', false],
  // 0 is "no proxy": not even the one of the machine.
  ['Inet/Settings', 'ooInetProxyType', 0],
];

/** The registrymodifications.xcu of a new profile. */
export function officeSettings(): string {
  const items = SETTINGS.map(
    ([node, property, value]) =>
      `<item oor:path="/org.openoffice.${node}"><prop oor:name="${property}" oor:op="fuse">` +
      `<value>${value}</value></prop></item>`,
  );
  const names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<oor:items ${names}>\n${items.join('\n')}\n</oor:items>\n`;
}
