"""The style of every page that we write: calm, printable, legible without colour."""

STYLE = """
:root { color-scheme: light; --ink: #1d2329; --soft: #57606a; --line: #d0d7de; --ground: #f6f8fa;
  --accent: #234f7d; --bad: #9b1c1c; --warn: #7a4b00; --open: #54309c; --fine: #1c6137; }
* { box-sizing: border-box; }
body { margin: 1.5rem; color: var(--ink); background: #fff; overflow-wrap: anywhere;
  font: 14px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1, h2 { line-height: 1.4;
  font-family: "Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", SimSun, serif; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.3rem 0 .3rem; }
p { margin: .2rem 0 .8rem; max-width: 60rem; }
.soft { color: var(--soft); }
a { color: var(--accent); text-underline-offset: .15em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; vertical-align: top; text-align: left; }
thead th { background: #eef2f6; white-space: nowrap; }
tbody th { background: #f8fafb; font-weight: 600; }
caption { text-align: left; color: var(--soft); padding: .2rem 0; }
@media print {
  body { margin: 0; font-size: 9pt; line-height: 1.5; }
  thead { display: table-header-group; }
  th, td { padding: .2rem .45rem; }
  tr, caption { break-inside: avoid; }
  h2, h3, caption, h3 + p, p:has(+ p.soft, + p.remedy, + table) { break-after: avoid; }
  thead th, tbody th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
"""

REPORT = """
body { max-width: 64rem; margin: 2rem auto; padding: 0 1.25rem; }
.kind { color: var(--soft); letter-spacing: .2em; margin: 0; }
.result { border: 1px solid var(--line); border-left: .4rem solid var(--soft); border-radius: .2rem;
  padding: .7rem 1rem; margin: 1rem 0; max-width: none; background: var(--ground); }
.result b { display: block; font-size: 1.1rem; }
.result.bad { border-left-color: var(--bad); } .result.open { border-left-color: var(--open); }
.result.fine { border-left-color: var(--fine); } .result.warn { border-left-color: var(--warn); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .8rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: 1rem 0; }
.counts li { flex: 1 1 6rem; border: 1px solid var(--line); border-radius: .2rem; padding: .4rem .8rem; }
.counts b { display: block; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
nav ol { columns: 15rem; padding-left: 1.4rem; margin: .3rem 0 0; }
.verdict { white-space: nowrap; font-weight: 600; }
.verdict::before { display: inline-block; width: 1.15em; }
.bad .verdict, .verdict.bad { color: var(--bad); } .verdict.bad::before { content: "✕"; }
.verdict.warn { color: var(--warn); } .verdict.warn::before { content: "△"; }
.verdict.open { color: var(--open); } .verdict.open::before { content: "?"; }
.verdict.fine { color: var(--fine); } .verdict.fine::before { content: "✓"; }
.verdict.none { color: var(--soft); } .verdict.none::before { content: "○"; }
.place, .name { white-space: nowrap; }
.place { font-variant-numeric: tabular-nums; }
.place small, td small { color: var(--soft); white-space: normal; font-size: .86em; }
td p { margin: 0 0 .2rem; } td ul { margin: 0; padding-left: 1.1rem; }
details { margin: .2rem 0; } summary { cursor: pointer; color: var(--accent); }
.remedy::before { content: "→ "; color: var(--soft); }
.many { columns: 20rem; } .plain { list-style: none; padding-left: 0; }
tr:target, li:target { outline: 2px solid var(--accent); outline-offset: -2px; }
.chart td, .chart th { border: 0; padding: .15rem .5rem; background: none; }
.chart tbody th { font-weight: 400; width: 9rem; } .chart .number { white-space: nowrap; width: 1%; }
.chart svg { display: block; width: 100%; height: 1.1rem; }
td:has(> .verdict), th:has(.place), td:has(.place) { width: 1%; }
.place small { display: block; min-width: 6.5rem; }
th small { font-weight: 400; }
.overview td { width: 5rem; text-align: right; } .overview thead th + th { text-align: right; width: 5rem; }
.wide { overflow-x: auto; } .grid { font-size: .86em; }
.grid td { text-align: right; padding: .25rem .35rem; white-space: nowrap; }
.grid th { padding: .25rem .35rem; white-space: nowrap; }
.narrow { width: auto; min-width: 20rem; } .narrow td { text-align: right; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.sure { fill: #3f6f9f; } .most { fill: #c9dbea; stroke: #3f6f9f; stroke-width: .6; }
.months { display: block; width: 100%; max-width: 46rem; height: auto; }
.months text { font-size: 12px; fill: var(--ink); text-anchor: middle; } .months line { stroke: var(--soft); }
.key { display: inline-block; width: 1rem; height: .75rem; vertical-align: -.05rem; margin: 0 .25rem 0 .6rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .6rem; color: var(--soft);
  font-size: .9em; }
@media (max-width: 40rem) {
  body { margin: 1rem auto; padding: 0 .8rem; }
  h1 { font-size: 1.25rem; }
  dl { display: block; } dd { margin: 0 0 .4rem; }
  .cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .cards tbody tr { display: block; border: 1px solid var(--line); margin: .6rem 0; }
  .cards th, .cards td { display: block; width: auto; border: 0; padding: .25rem .7rem; white-space: normal; }
  .cards td[data-head]::before { content: attr(data-head) "　"; color: var(--soft); font-size: .86em; }
  .cards td:empty { display: none; } .cards .plain { display: inline-block; }
  .overview td, .overview thead th + th { width: 3rem; padding: .4rem .3rem; white-space: normal; }
  .months text { font-size: 19px; } .months .value { display: none; }
  .chart tbody th { width: 6rem; }
}
@page { size: A4; margin: 15mm 14mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #57606a; } }
@media print {
  body { max-width: none; padding: 0; margin: 0; }
  nav, .screen { display: none; }
  .many { columns: auto; } .many li { break-inside: avoid; } h3 + .many { break-before: avoid; }
  .sheet { break-before: page; break-after: page; } .sheet h2 { margin-top: 0; }
  .wide { overflow: visible; } .grid { font-size: 6.5pt; } .grid td { white-space: normal; }
  .result, .counts li { break-inside: avoid; }
  .result, .sure, .most, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
  details.screen { display: none; }
}
"""

COMPARISON = """
p { color: var(--soft); }
table { table-layout: fixed; min-width: calc(6rem + var(--packs) * 10rem); }
thead th { white-space: normal; font-weight: 400; position: sticky; top: 0; }
thead th b { display: block; font-size: 1rem; }
col.subject { width: 11rem; }
td div { margin: 0; }
td .deep { padding-left: 1em; }
.head { margin-top: .35rem; } td .head:first-child { margin-top: 0; }
.law, .note { color: var(--soft); font-size: .86em; }
.apart { color: #0b5c7a; border-left: 3px solid #9cc9d9; padding-left: .5em; margin-top: .35rem; }
.silent { color: #8a5a00; }
@media (max-width: 64rem) {
  .wide { overflow-x: auto; } col.subject { width: 6rem; }
  tbody th, thead th:first-child { position: sticky; left: 0; z-index: 1; }
}
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { font-size: 7.5pt; line-height: 1.45; } .wide { overflow: visible; } table { min-width: 0; }
  thead th, tbody th, thead th:first-child { position: static; }
  thead th { font-size: 6.5pt; line-height: 1.3; } thead th b { font-size: 8pt; } col.subject { width: 6rem; }
  tr { break-inside: auto; } td div { break-inside: avoid; }
}
"""

WORKSHEET = """
body { max-width: 56rem; margin: 2rem auto; padding: 0 1.25rem; }
.case + .case { margin-top: 4rem; }
.kind { color: var(--soft); letter-spacing: .2em; margin: 0; }
h2 { font-size: 1rem; margin: 1rem 0 .3rem; }
dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: .1rem .8rem; margin: .4rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
.result { border: 1px solid var(--line); border-left: .4rem solid var(--soft); background: var(--ground);
  padding: .5rem .9rem; margin: .6rem 0; max-width: none; }
.result b { display: block; font-size: 1.1rem; }
.result.bad { border-left-color: var(--bad); } .result.open { border-left-color: var(--open); }
.result.fine { border-left-color: var(--fine); } .result.warn { border-left-color: var(--warn); }
.assumed { border: 2px dashed var(--warn); color: var(--warn); padding: .4rem .9rem; max-width: none; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.2rem; }
.sides h2 { margin-top: .4rem; }
.sides ul { list-style: none; margin: 0; padding: 0; }
.sides li { padding: .15rem 0 .15rem 3.6em; position: relative; border-bottom: 1px dotted var(--line); }
.sides li > b { position: absolute; left: 0; font-weight: 600; }
.sides li.no { color: var(--soft); } .sides li.yes > b { color: var(--bad); }
.sides .exempt li.yes > b { color: var(--fine); } .sides li.open > b { color: var(--open); }
.sides small, td small { display: block; color: var(--soft); font-size: .86em; }
.decision { border: 1px solid var(--ink); padding: .5rem .9rem; margin-top: 1rem; break-inside: avoid; }
.decision p { max-width: none; margin: .2rem 0; } .decision .room { height: 3em; }
.signs { display: flex; gap: 1.5rem; }
.signs span { flex: 1; border-top: 1px solid var(--line); padding-top: .2rem; }
.problems { margin: .2rem 0; padding-left: 1.2rem; } .problems li { margin: .1rem 0; }
.last { color: var(--soft); font-size: .86em; margin-top: .6rem; }
@media (max-width: 40rem) {
  body { margin: 1rem auto; padding: 0 .8rem; } dl { grid-template-columns: max-content 1fr; }
  .sides { grid-template-columns: 1fr; } .signs { display: block; }
  .signs span { display: block; margin-top: 1.6rem; }
  .cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .cards tbody tr { display: block; border: 1px solid var(--line); margin: .4rem 0; }
  .cards th, .cards td { display: block; border: 0; padding: .2rem .6rem; }
}
@page { size: A4; margin: 11mm 13mm; }
@media print {
  body { max-width: none; padding: 0; margin: 0; font-size: 8pt; line-height: 1.36; }
  h1 { font-size: 13pt; } h2 { font-size: 9pt; margin: .6em 0 .2em; } .sides h2 { margin-top: .2em; }
  .sides li { padding-top: .08rem; padding-bottom: .08rem; } .decision .room { height: 2.4em; }
  .case + .case { break-before: page; margin-top: 0; }
  th, td { padding: .1rem .4rem; } .result { margin: .4em 0; padding: .3rem .7rem; }
  .decision { margin-top: .6em; }
  .result, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
