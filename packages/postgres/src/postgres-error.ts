/** The PostgreSQL of a folder cannot be had. */
export class PostgresError extends Error {
  readonly code: 'postgres/not-installed' | 'postgres/in-use' | 'postgres/password-lost' | 'postgres/failed';

  constructor(code: PostgresError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PostgresError';
    this.code = code;
  }
}
