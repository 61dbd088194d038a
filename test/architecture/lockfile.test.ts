import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingPlatforms, withPlatforms, type Packages } from '../../lint/platforms';

const text = readFileSync(join(__dirname, '../../package-lock.json'), 'utf8');
const { packages, lockfileVersion } = JSON.parse(text) as {
  packages: Packages;
  lockfileVersion: number;
};

/** Whether one range of an `engines` field holds Node 20.19.0. */
function admitsNode20(range: string): boolean {
  const [major, minor = 0] = (/\d+(\.\d+)?/.exec(range)?.[0] ?? '').split('.').map(Number);
  if (!major) return true;
  if (range.startsWith('>')) return major < 20 || (major === 20 && minor <= 19);
  return major === 20 && minor <= 19;
}

describe('the lockfile', () => {
  it('does not say where it came from', () => {
    expect(lockfileVersion).toBe(3);
    expect(text).not.toContain('"resolved"');
  });

  it('has every platform, or npm ci refuses it; npm run lockfile completes it', () => {
    expect(missingPlatforms(packages)).toEqual([]);
  });

  it('has no package that Node 20.19 cannot run', () => {
    const tooNew = Object.entries(packages).filter(
      ([, { engines }]) =>
        !(engines?.node ?? '*').split('||').some((range) => admitsNode20(range.trim())),
    );
    expect(tooNew.map(([name, { engines }]) => `${name}: ${engines?.node}`)).toEqual([]);
  });
});

describe('completing a lockfile', () => {
  const found: Packages = {
    '': { version: '1.0.0' },
    'node_modules/zebra': { version: '1.0.0' },
    'node_modules/fast': {
      version: '2.0.0',
      optionalDependencies: { 'fast-linux-arm64-musl': '2.0.0', 'fast-win32-x64-msvc': '2.0.0' },
    },
    'node_modules/fast-win32-x64-msvc': { version: '2.0.0', os: ['win32'] },
  };

  it('adds an entry for each platform that is left out, by the platform in its name', () => {
    const whole = withPlatforms(found);
    expect(whole['node_modules/fast-linux-arm64-musl']).toEqual({
      version: '2.0.0',
      cpu: ['arm64'],
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
    expect(whole['node_modules/fast-win32-x64-msvc']).toEqual({ version: '2.0.0', os: ['win32'] });
    expect(Object.keys(whole)[0]).toBe('');
    expect(withPlatforms(whole)).toEqual(whole);
  });

  it('guesses nothing', () => {
    const odd = (name: string, version: string): Packages => ({
      'node_modules/odd': { optionalDependencies: { [name]: version } },
    });
    expect(() => withPlatforms(odd('odd-extra', '1.0.0'))).toThrow('odd-extra');
    expect(() => withPlatforms(odd('odd-linux-x64', '^1.0.0'))).toThrow('odd-linux-x64');
  });
});
