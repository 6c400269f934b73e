"""The style of what inspectors hold in their hands: task sheets one to a page, schedules."""

TASKS = """
body { max-width: 54rem; margin: 1.5rem auto; padding: 0 1.25rem; }
.kind { color: var(--soft); letter-spacing: .2em; margin: 0; }
.task, .person { margin-bottom: 3.5rem; }
.task h1 { font-size: 1.35rem; }
h2 { font-size: 1rem; margin: 1rem 0 .35rem; }
dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: .1rem .9rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
dd.wide { grid-column: 2 / -1; }
.form { table-layout: fixed; } .form th { width: 8.5em; white-space: normal; } .form td { height: 1.9em; }
.team th:first-child { white-space: nowrap; width: 4em; } .team td:last-child { width: 8em; }
.team td:nth-of-type(3) { width: 9.5em; }
.team small, .items small { color: var(--soft); display: block; font-size: .86em; }
.items th { width: 40%; } .items small { font-weight: 400; }
.items { table-layout: fixed; } .items thead th { white-space: normal; } .items td { height: var(--room); }
.duties { columns: 2; column-gap: 1.6rem; list-style: none; margin: .2rem 0; padding: 0; font-size: .9em; }
.duties li { break-inside: avoid; padding-left: 1.4em; text-indent: -1.4em; }
.duties li::before { content: "□ "; } .duties small { color: var(--soft); }
.changed { border: 1px solid var(--warn); color: var(--warn); padding: .35rem .8rem; max-width: none; }
.signs { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem 1.5rem; margin-top: .8rem; }
.signs span { border-bottom: 1px solid var(--ink); padding: .9rem 0 .15rem; }
.last { color: var(--soft); font-size: .86em; margin-top: .6rem; max-width: none; }
.visits th[scope=row] { font-weight: 400; width: 8.5em; }
@media (max-width: 40rem) {
  body { margin: 1rem auto; padding: 0 .8rem; } dl { grid-template-columns: max-content 1fr; }
  dd.wide { grid-column: auto; } .duties { columns: 1; } .signs { grid-template-columns: 1fr; }
  .form th { width: 6.5em; } .team th:first-child, .team td:last-child { width: auto; }
  .cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .cards tbody tr { display: block; border: 1px solid var(--line); margin: .5rem 0; }
  .cards th, .cards td { display: block; width: auto; border: 0; padding: .2rem .6rem; }
  .cards td[data-head]::before { content: attr(data-head) "　"; color: var(--soft); font-size: .86em; }
  .cards td:empty { display: none; } .visits th[scope=row] { width: auto; }
}
@page { size: A4; margin: 12mm 14mm; }
@media print {
  body { max-width: none; padding: 0; margin: 0; font-size: 9pt; line-height: 1.42; }
  .task h1 { font-size: 14pt; } h2 { font-size: 10pt; margin: .7em 0 .2em; }
  .task + .task, .person + .person { break-before: page; } .task, .person { margin: 0; }
  .screen { display: none; } th, td { padding: .16rem .4rem; } .signs { break-inside: avoid; }
  .duties { font-size: 7.5pt; line-height: 1.35; }
}
"""
