/** A `curl` of a document, as a request: taken apart rather than run, since a machine with Node alone has no curl. */
export function readCurl(
  command: string,
  variables: Readonly<Record<string, string>>,
): { url: string; init: RequestInit } {
  const [program, ...words] = readWords(command, variables);
  if (program !== 'curl') throw new Error(`not a curl: \`${command}\``);
  const headers: [string, string][] = [];
  const data: string[] = [];
  let url = '';
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-s') continue;
    if (word === '-H') headers.push(words.shift()!.split(/: (.*)/s, 2) as [string, string]);
    else if (word === '-u') headers.push(['authorization', `Basic ${Buffer.from(words.shift()!).toString('base64')}`]);
    else if (word === '-d') data.push(words.shift()!);
    else if (word.startsWith('-')) throw new Error(`an option that is not known here: \`${word}\``);
    else url = word;
  }
  const typed = headers.some(([name]) => /^content-type$/i.test(name));
  if (data.length > 0 && !typed) headers.push(['content-type', 'application/x-www-form-urlencoded']);
  return { url, init: { headers, ...(data.length > 0 && { method: 'POST', body: data.join('&') }) } };
}

/** The words of a shell's command line: quotes, variables, lines that go on. */
function readWords(command: string, variables: Readonly<Record<string, string>>): string[] {
  const filled = (text: string) => text.replace(/\$([A-Z_]+)/g, (_all, name: string) => variables[name] ?? '');
  const words = command.replace(/\\\n/g, ' ').match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /'([^']*)'|"([^"]*)"|([^'"]+)/g,
      (_all, single?: string, double?: string, bare?: string) => single ?? filled(double ?? bare ?? ''),
    ),
  );
}
