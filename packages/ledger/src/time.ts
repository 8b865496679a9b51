export const timeOf = (date: Date): string => date.toISOString();
export const timeOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;
