// The licences of packages that are handed on as a part of the program: each asks that its notice goes with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One text for the packages in these folders: name, version, licence, and what their own files say. */
export function renderNotices(folders) {
  const packages = folders.map(readPackage).sort((one, other) => (one.title < other.title ? -1 : 1));
  return `The program in this folder contains these packages.\n${packages.map(renderPackage).join('')}`;
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return {
    title: `${name} ${version}`,
    license,
    texts: files.map((file) => readFileSync(join(folder, file), 'utf8').trim()),
  };
}

function renderPackage({ title, license, texts }) {
  return `\n${'-'.repeat(80)}\n${title} (${license ?? 'see below'})\n${texts.map((text) => `\n${text}\n`).join('')}`;
}
