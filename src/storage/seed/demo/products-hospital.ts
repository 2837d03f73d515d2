import { ANDOQUIM, INKANTAYA, IPEMAR, KILLARUMI, NORDWERK, SARVO, sold, TARPUY, TINAJA } from './holders.js';

// Invented brands and registrations: none of them exists. Vaccines carry the name of the programme.
export const VACCINES = {
  pentavalente: sold(
    'Vacuna pentavalente (DPT-HvB-Hib)',
    'DPT + hepatitis B + Haemophilus influenzae b',
    'Suspensión inyectable',
    TARPUY,
    'BE-00917',
    'Intramuscular',
  ),
  vph: sold(
    'Vacuna contra el VPH tetravalente',
    'Virus del papiloma humano 6, 11, 16 y 18',
    'Suspensión inyectable',
    NORDWERK,
    'BE-00922',
    'Intramuscular',
  ),
  influenza: sold(
    'Vacuna contra la influenza, adulto',
    'Virus de la influenza inactivado',
    'Suspensión inyectable',
    TARPUY,
    'BE-00931',
    'Intramuscular',
  ),
  bcg: sold(
    'Vacuna BCG liofilizada',
    'Bacilo de Calmette-Guérin',
    'Polvo para suspensión inyectable',
    TARPUY,
    'BE-00903',
    'Intradérmica',
  ),
  fiebreAmarilla: sold(
    'Vacuna antiamarílica',
    'Virus vivo atenuado de la fiebre amarilla',
    'Polvo para solución inyectable',
    IPEMAR,
    'BE-00945',
    'Subcutánea',
  ),
  spr: sold(
    'Vacuna SPR (sarampión, parotiditis, rubéola)',
    'Virus vivos atenuados SPR',
    'Polvo para solución inyectable',
    TARPUY,
    'BE-00910',
    'Subcutánea',
  ),
  covid: sold(
    'Vacuna ARNm contra la COVID-19',
    'ARN mensajero',
    'Dispersión inyectable',
    NORDWERK,
    'BE-00988',
    'Intramuscular',
  ),
};

export const HOSPITAL = {
  contraste: sold(
    'Contrañawi 300 mg I/mL (iopamidol)',
    'Iopamidol',
    'Solución inyectable',
    NORDWERK,
    'EE-30011',
    'Intravenosa',
  ),
  enoxaparina: sold(
    'Enoxayaku 60 mg/0,6 mL (enoxaparina)',
    'Enoxaparina sódica',
    'Jeringa prellenada',
    TINAJA,
    'BE-00530',
    'Subcutánea',
  ),
  bupivacaina: sold(
    'Bupichaki 0,5 % (bupivacaína)',
    'Bupivacaína',
    'Solución inyectable',
    INKANTAYA,
    'EN-18044',
    'Epidural',
  ),
  hierroSacarosa: sold(
    'Ferroyawar 100 mg/5 mL (hierro sacarosa)',
    'Hierro sacarosa',
    'Solución inyectable',
    TINAJA,
    'EE-30219',
    'Intravenosa',
  ),
  succinilcolina: sold(
    'Succinilcolina 500 mg',
    'Suxametonio',
    'Polvo para inyección',
    SARVO,
    'EE-30302',
    'Intravenosa',
  ),
  sevoflurano: sold(
    'Sevosamay (sevoflurano)',
    'Sevoflurano',
    'Líquido para inhalación',
    NORDWERK,
    'EE-30318',
    'Inhalatoria',
  ),
};

export const ONCOLOGY = {
  metotrexato: sold('Metotreqara 2,5 mg (metotrexato)', 'Metotrexato', 'Tableta', TINAJA, 'EE-31002', 'Oral'),
  docetaxel: sold(
    'Docetaqori 80 mg (docetaxel)',
    'Docetaxel',
    'Concentrado para infusión',
    SARVO,
    'EE-31040',
    'Intravenosa',
  ),
  vincristina: sold(
    'Vincrisacha 1 mg/mL (vincristina)',
    'Vincristina sulfato',
    'Solución inyectable',
    SARVO,
    'EE-31055',
    'Intravenosa',
  ),
};

export const HOUSEHOLD = {
  anticonceptivo: sold(
    'Drospisumaq 3 mg/0,03 mg (drospirenona + etinilestradiol)',
    'Drospirenona + etinilestradiol',
    'Tableta recubierta',
    TINAJA,
    'EE-32022',
    'Oral',
  ),
  cetirizina: sold('Cetiruru 10 mg/mL (cetirizina)', 'Cetirizina', 'Gotas orales', KILLARUMI, 'EN-19007', 'Oral'),
  sulfatoFerroso: sold(
    'Ferruwawa 25 mg Fe/mL (sulfato ferroso)',
    'Sulfato ferroso',
    'Gotas orales',
    ANDOQUIM,
    'EN-19044',
    'Oral',
  ),
  clobetasol: sold('Clobetaqara 0,05 % (clobetasol)', 'Clobetasol propionato', 'Crema', ANDOQUIM, 'EN-19112', 'Tópica'),
};
