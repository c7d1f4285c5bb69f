const CODINGS = ['br', 'gzip'] as const;
type Coding = (typeof CODINGS)[number];

/** acceptedCoding is the smallest form that an Accept-Encoding allows (RFC 9110, section 12.5.3); undefined: none but the plain. */
export function acceptedCoding(header: string | undefined): Coding | undefined {
  const offered = new Map(
    (header ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
      const quality = parameters.find((word) => word.startsWith('q='))?.slice(2) ?? '1';
      return [name, Number(quality)] as const;
    }),
  );
  return CODINGS.find((coding) => (offered.get(coding) ?? offered.get('*') ?? 0) > 0);
}
