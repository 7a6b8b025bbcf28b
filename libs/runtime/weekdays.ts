export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** The day of the week of a date, which counts them from Monday as 1 (ISO 8601). */
export const weekdayOf = ({ dayOfWeek }: { readonly dayOfWeek: number }): Weekday => weekdays[dayOfWeek - 1] ?? 'mon';
