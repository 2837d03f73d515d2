export interface DemoCase { input: Record<string, unknown>; createdAt: Date; thread: { at: Date; subject?: string; channel: string }[] } export const demoCases = (_t: Date): DemoCase[] => [];
