/** Data comes in as JSON and is only ever shown as text: nothing a person types can become markup. */
export const summaryTemplate = `
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, author: d.authority, date: datetime(year: d.date.at(0), month: d.date.at(1), day: d.date.at(2), hour: d.date.at(3), minute: d.date.at(4), second: d.date.at(5)))
#set page(paper: "a4", background: if d.watermark != none {
    rotate(-45deg, text(size: 40pt, weight: "semibold", fill: luma(215), d.watermark))
  }, margin: (x: 2.2cm, top: 2.2cm, bottom: 2.4cm),
  footer: context [
    #set text(size: 8.5pt)
    #grid(columns: (1fr, auto), d.receiptLine, [#d.pageWord #counter(page).display() / #counter(page).final().first()])
  ])
#set text(font: "Fira Sans", size: 10.5pt, lang: "de", hyphenate: true)
#set par(leading: 0.62em)
#show heading: set block(above: 1.3em, below: 0.7em)
#show heading.where(level: 1): set text(size: 17pt, weight: "semibold")
#show heading.where(level: 2): set text(size: 13pt, weight: "semibold")
#show heading.where(level: 3): set text(size: 11pt, weight: "semibold")

#text(size: 10.5pt)[#d.authority]
= #d.title
#for (key, value) in d.facts [
  #block(below: 0.55em)[*#key:* #value]
]
#for section in d.sections [
  == #section.title
  #for group in section.groups [
    #if group.heading != none [=== #group.heading]
    #table(
      columns: (38%, 1fr), stroke: (x: none, y: 0.4pt + luma(190)), inset: (x: 0pt, y: 5pt), align: left + top,
      table.header(repeat: false, text(size: 8.5pt)[#d.questionWord], text(size: 8.5pt)[#d.answerWord]),
      ..group.rows.map(row => (row.label, if row.value == "" { d.noAnswer } else { row.value })).flatten()
    )
  ]
]
#if d.declaration != "" [
  == #d.declarationTitle
  #d.declaration
]
`;

/** Tells whether the fonts have glyphs for a text in every weight that the summary uses. */
export const probeTemplate = `
#let d = json(bytes(sys.inputs.data))
#set document(title: "probe", date: datetime(year: 1970, month: 1, day: 1))
#set text(font: "Fira Sans", lang: "de")
#d.text #text(weight: "semibold", d.text)
`;
