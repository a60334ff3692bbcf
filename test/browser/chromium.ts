import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `describe` where Chromium is; elsewhere it skips and says so, or fails when PODROUTES_REQUIRE_CHROMIUM is set. */
export function describeInChromium(name: string, tests: () => void): void {
  if (existsSync(CHROMIUM)) return void describe(name, tests);
  const missing = `there is no Chromium at ${CHROMIUM}: SKIPPED "${name}". Install it, or say where it is with CHROMIUM`;
  if (process.env['PODROUTES_REQUIRE_CHROMIUM']) throw new Error(missing);
  process.stderr.write(`\n*** ${missing} ***\n\n`);
  describe.skip(name, tests);
}

export interface ViewOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** Where scripts are switched off, as some viewers of build artefacts do. */
  readonly scripts?: boolean;
}

/** A page in the browser, with everything that it complained of or asked the network for. */
export interface OpenedPage {
  readonly page: Page;
  readonly errors: readonly string[];
  readonly requests: readonly string[];
}

async function openPage(context: BrowserContext, file: string, view: ViewOptions): Promise<OpenedPage> {
  const { width = 1400, height = 1000, scheme = 'light', scripts = true } = view;
  const errors: string[] = [];
  const requests: string[] = [];
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setScriptExecutionDisabled', { value: !scripts });
  page.on('console', (message) => errors.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => errors.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, errors, requests };
}

/** A browser with an empty profile, in which pages are opened as files, as people do. */
export interface Browser extends AsyncDisposable {
  open(html: string, view?: ViewOptions): Promise<OpenedPage>;
}

export async function startBrowser(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-browser-'));
  const profile = join(folder, 'profile');
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS });
  let opened = 0;
  return {
    open: async (html, view = {}) => {
      opened += 1;
      const file = join(folder, `page-${opened}.html`);
      await writeFile(file, html);
      return openPage(context, file, view);
    },
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
