/** Light and dark, on paper too; the colours of series differ in lightness as well as in hue. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fbfaf7; --card: #ffffff; --ink: #1d1f21; --soft: #5c6166; --line: #dcdad3;
  --s0: #1f5a7a; --s1: #d1733b; --s2: #7fb5a8; --s3: #8a5a9e; --s4: #c9b037; --s5: #6f7680; --note: #f3ead6; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1d2125; --ink: #eceae4; --soft: #a4aab0;
  --line: #363c42; --s0: #6db3dc; --s1: #f0985f; --s2: #3f8f7e; --s3: #c79adb; --s4: #e6d067; --s5: #9aa2ab; --note: #37301f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 78rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 0 0 .75rem; }
p { margin: .25rem 0; max-width: 60rem; } .soft { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0; padding: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem; }
.figures dt { color: var(--soft); font-size: .85rem; } .figures dd { margin: 0; font-size: 1.3rem; font-weight: 650; white-space: nowrap; font-variant-numeric: tabular-nums; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1.25rem; margin: 1rem 0; }
.beside { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem; align-items: start; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1.5rem; margin-bottom: 1rem; }
figure { margin: 0; } figcaption { color: var(--soft); font-size: .9rem; padding-bottom: .35rem; }
@media (max-width: 62rem) { .beside { grid-template-columns: minmax(0, 1fr); } }
.note { background: var(--note); border-radius: .6rem; padding: .8rem 1rem; margin: 1rem 0; max-width: none; }
svg { width: 100%; height: auto; display: block; } svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
svg .value { fill: var(--ink); font-weight: 600; } .grid { stroke: var(--line); stroke-width: 1; }
.s0 { fill: var(--s0); background: var(--s0); } .s1 { fill: var(--s1); background: var(--s1); } .s2 { fill: var(--s2); background: var(--s2); }
.s3 { fill: var(--s3); background: var(--s3); } .s4 { fill: var(--s4); background: var(--s4); } .s5 { fill: var(--s5); background: var(--s5); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .5rem; padding: 0; font-size: .9rem; }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin-right: .45rem; vertical-align: -.05rem; }
.scroll { overflow-x: auto; margin-bottom: 1rem; } table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .35rem; } thead th { border-bottom: 1px solid var(--ink); font-weight: 600; }
th, td { padding: .3rem .6rem .3rem 0; text-align: right; vertical-align: top; } th:first-child { text-align: left; } tbody th { font-weight: 400; } .brief tbody th, thead th { overflow-wrap: normal; } .brief tbody th { white-space: nowrap; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
@media print { body { background: #fff; } section { break-inside: avoid; } }
`;
