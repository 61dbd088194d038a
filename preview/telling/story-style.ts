/** Light and dark, narrow and wide. Mails keep their own styles: each is a document of its own. */
export const STORY_STYLE = `
:root { color-scheme: light dark; --ground: #fbfaf7; --card: #ffffff; --ink: #1d1f21; --soft: #5c6166; --line: #dcdad3;
  --accent: #1f5a7a; --bubble: #1f7a4d; --bubble-ink: #ffffff; --warn: #9a3412; --end: #e4efe6; --end-ink: #1c4a2a; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1d2125; --ink: #eceae4; --soft: #a4aab0; --line: #363c42;
  --accent: #6db3dc; --bubble: #2a8f5e; --bubble-ink: #ffffff; --warn: #f4a27a; --end: #1d3325; --end-ink: #b9e3c6; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif; }
main { max-width: 50rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; } .soft { color: var(--soft); } p { margin: .25rem 0; }
.day { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: 0 1.5rem; padding-top: 1.5rem; }
.day > h2 { font-size: 1rem; margin: 0; line-height: 1.4; position: sticky; top: 0; align-self: start; padding-top: .1rem; }
.day > h2 small { display: block; color: var(--soft); font-weight: 400; font-size: .85rem; }
.day > ol { list-style: none; margin: 0; padding: 0 0 .25rem 1.25rem; border-inline-start: 2px solid var(--line); }
.day li { position: relative; padding: .15rem 0 .5rem; overflow-wrap: anywhere; }
.day li::before { content: ""; position: absolute; inset-inline-start: calc(-1.25rem - 6px); top: .6rem; width: 10px; height: 10px; border-radius: 50%; background: var(--line); }
.day li.event::before, .day li.change::before { background: var(--accent); }
.day li.message::before { background: var(--bubble); }
.day li.not-sent::before, .day li.put-off::before, .day li.stands::before, .problem { background: var(--warn); }
time { color: var(--soft); font-size: .85rem; font-variant-numeric: tabular-nums; margin-inline-end: .5rem; }
.tag { color: var(--soft); font-size: .8rem; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; margin-inline-end: .4rem; white-space: nowrap; }
.event .words, .change .words { font-weight: 600; } .step .words, .enters .words { color: var(--soft); } .not-sent .words, .put-off .words, .stands .words { color: var(--warn); }
.end .words { display: inline-block; background: var(--end); color: var(--end-ink); border-radius: .4rem; padding: 0 .6rem; font-weight: 600; }
.mail { border: 1px solid var(--line); border-radius: .7rem; overflow: hidden; background: var(--card); margin-top: .4rem; }
.mail header { padding: .7rem 1rem; border-bottom: 1px solid var(--line); }
.mail .subject { font-weight: 650; } .mail .from { color: var(--soft); font-size: .85rem; }
.mail iframe { display: block; width: 100%; height: 30rem; border: 0; background: #fff; color-scheme: light; }
.mail details { border-top: 1px solid var(--line); padding: .5rem 1rem; font-size: .9rem; } summary { cursor: pointer; color: var(--soft); }
.mail pre { unicode-bidi: plaintext; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: .5rem 0; }
.bubble { unicode-bidi: plaintext; background: var(--bubble); color: var(--bubble-ink); border-radius: 1.1rem; border-end-start-radius: .25rem; padding: .6rem .95rem; max-width: 26rem; width: fit-content; margin-top: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.problem { color: var(--ground); border-radius: .5rem; padding: .6rem .9rem; margin-top: .4rem; }
.notes { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1rem; color: var(--soft); }
@media (max-width: 38rem) { main { padding: 1.25rem .9rem 3rem; } .day { grid-template-columns: minmax(0, 1fr); }
  .day > h2 { position: static; padding-bottom: .4rem; } .day > h2 small { display: inline; margin-inline-start: .5rem; } .day > ol { padding-inline-start: 1rem; } .day li::before { inset-inline-start: calc(-1rem - 6px); } }
@media print { .day > h2 { position: static; } .mail { break-inside: avoid; } }
`;
