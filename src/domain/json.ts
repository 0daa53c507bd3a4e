/** A JSON value as it travels on the wire and rests in a jsonb column. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object: claims, metadata, configuration. */
export type JsonObject = { [key: string]: Json };

/** An instant as ISO 8601 in UTC with milliseconds: `2026-01-15T12:00:00.000Z`. The domain has no clock: it is told. */
export type Timestamp = string;
