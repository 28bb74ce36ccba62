/**
 * Labelled by hand: what each text means, or that it must be left to a person (`null`). Written in
 * the manner of real rules, about the form in `rule-schema.ts`. A wrong tree is a defect of the
 * product, a text that is left is not, so labels are never bent to what the recogniser does.
 */
export const ruleTexts: readonly [text: string, rules: readonly string[] | null, owner?: string][] = [
  // 1 Conditional obligation
  ['Wenn F1 "Wohnform" = 01 "Miete", dann muss F5 "Vermieter" befüllt sein.', ['require F5 when F1=01']],
  ['Wenn das Feld F1 = "Miete", dann muss das Feld F5 ausgefüllt werden', ['require F5 when F1=01']],
  ['WENN F1 = 01, DANN IST F5 ZU BEFÜLLEN.', ['require F5 when F1=01']],
  ['Wenn F1 Wohnform = 01 - Miete, dann muss F5 Vermieter befüllt werden.', ['require F5 when F1=01']],
  ["Wenn F1 'Wohnform' = 01 'Miete', dann muss F5 'Vermieter' befüllt sein.", ['require F5 when F1=01']],
  ['Wenn F1 „Wohnform“ = 01 „Miete“, dann muss F5 „Vermieter“ befüllt sein.', ['require F5 when F1=01']],
  ['Wenn bei F1 "01 Miete" angegeben wird, dann wird F5 zur Pflichtangabe.', ['require F5 when F1=01']],
  ['Wenn bei F1 "Miete" ausgewählt wurde, dann ist F5 ein Pflichtfeld.', ['require F5 when F1=01']],
  ['Wenn F1 den Wert 01 hat, dann muss F5 befüllt sein.', ['require F5 when F1=01']],
  ['Wenn F2 mit "Ja" beantwortet wird, dann muss F5 befüllt sein.', ['require F5 when F2=true']],
  ['Falls F2 = JA, so muss F5 befüllt werden.', ['require F5 when F2=true']],
  ['Sofern F2 wahr ist, muss F5 befüllt werden.', ['require F5 when F2=true']],
  ['Wenn F2 == "Ja", dann muss F5 angegeben werden', ['require F5 when F2=true']],
  ['Wenn F3 === "Ja", dann muss F5 befüllt sein', ['require F5 when F3=J']],
  ['F5 ist ein Pflichtfeld, wenn F2 = JA.', ['require F5 when F2=true']],
  ['Das Feld F5 muss befüllt sein, wenn das Feld F1 = 02 "Eigentum" ist.', ['require F5 when F1=02']],
  ['Wenn F1 = 01, dann muss F4 und F5 befüllt werden.', ['require F4 when F1=01', 'require F5 when F1=01']],
  [
    'Wenn F1 = 01, dann müssen F4, F5 und F25 befüllt werden.',
    ['require F4 when F1=01', 'require F5 when F1=01', 'require F25 when F1=01'],
  ],
  ['Wenn F2 = JA, dann muss F6 befüllt sein.', ['require F6 when F2=true', 'show F6 when F2=true']],
  ['Wenn F4 nicht leer, dann darf F5 nicht leer sein.', ['require F5 when !empty(F4)']],
  ['Wenn F4 befüllt ist, dann muss F5 befüllt sein.', ['require F5 when !empty(F4)']],
  ['Ist F4 ausgefüllt, muss auch F5 ausgefüllt sein.', ['require F5 when !empty(F4)']],
  ['Ist das Feld F4 befüllt, muss das Feld F5 befüllt sein.', ['require F5 when !empty(F4)']],
  ['Wenn F4 = leer, dann muss F5 befüllt sein.', ['require F5 when empty(F4)']],
  ['Wenn F4 leer ist, dann darf F5 nicht befüllt werden.', ['forbid F5 when empty(F4)']],
  ['Wenn "Haustier vorhanden" = JA, dann muss "Rufname" befüllt sein.', ['require G1/F7 when F2=true']],
  ['Wenn G1.F7 nicht leer ist, dann muss F5 befüllt sein.', ['require F5 when !empty(G1/F7)']],
  ['Wenn G2.F8 nicht leer, dann muss F5 befüllt sein.', ['require F5 when !empty(G1/G2/F8)']],
  ['Wenn F7 nicht leer, dann muss G2.F8 befüllt sein.', ['require G1/G2/F8 when !empty(G1/F7)'], 'G1'],
  // Both branches
  [
    'Wenn F2 = JA, dann muss die Gruppe G1 "Tier" befüllt sein. Wenn F2 <> JA, dann darf die Gruppe G1 "Tier" nicht befüllt sein.',
    ['require G1 when F2=true', 'show G1 when F2=true'],
  ],
  [
    'Wenn F1 = 01, dann ist F5 zu befüllen. Wenn F1 <> 01, dann ist F5 auszublenden.',
    ['require F5 when F1=01', 'show F5 when F1=01'],
  ],
  [
    'Wenn F1 = (01 "Miete" ODER 03 "Heim"), dann muss F5 befüllt werden. Wenn F1 <> (01 "Miete" UND 03 "Heim"), dann darf F5 nicht angezeigt werden.',
    ['require F5 when (F1=01 | F1=03)', 'show F5 when (F1=01 | F1=03)'],
  ],
  [
    'Wenn F2 = JA, dann muss F5 befüllt sein. Wenn F2 = NEIN, dann darf F5 nicht befüllt sein.',
    ['require F5 when F2=true', 'show F5 when F2=true'],
  ],
  [
    'Wenn F1 = 01, dann muss F5 befüllt sein. Wenn F1 = 02, dann darf F5 nicht befüllt sein.',
    ['require F5 when F1=01', 'forbid F5 when F1=02'],
  ],
  [
    'Wenn F1 = 01, dann muss F5 befüllt sein, ansonsten darf F5 nicht befüllt sein.',
    ['require F5 when F1=01', 'show F5 when F1=01'],
  ],
  [
    'Wenn F1 = 01, dann muss die Gruppe G5 befüllt sein. Die beiden anderen Gruppen G6 und G7 dürfen dann nicht befüllt werden.',
    ['require G5 when F1=01', 'forbid G6 when F1=01', 'forbid G7 when F1=01'],
  ],
  // 2 Conditional display
  ['WENN F1 Wohnform == "01 Miete", DANN zeige F5 Vermieter an.', ['show F5 when F1=01']],
  ['Wenn F2 = wahr, dann aktiviere G1. Wenn F2 = falsch, dann deaktiviere G1.', ['show G1 when F2=true']],
  ['Wenn F3 === "Ja", dann zeige F5 an, ansonsten nicht.', ['show F5 when F3=J']],
  ['Wenn F3 === "Ja", dann zeige F5, ansonsten nicht.', ['show F5 when F3=J']],
  ['Wenn F3 = "Ja", dann zeige F5 an, wenn F3 = "Nein", dann blende F5 aus.', ['show F5 when F3=J']],
  ['Wenn F3 === "Ja" zeige F5, wenn F3 === "Nein" zeige F5 nicht.', ['show F5 when F3=J']],
  ['Wenn F2 == "Ja", dann zeige F5 an, bei F2 == "Nein" zeige F5 nicht an.', ['show F5 when F2=true']],
  ['Wenn F2 === "Ja" ist, dann zeige F5, wenn <> "Ja", dann blende F5 aus.', ['show F5 when F2=true']],
  ['WENN F2 = NEIN, DANN verstecke F5.', ['forbid F5 when F2=false']],
  ['Wenn F1 = 01 UND F2 = NEIN, dann muss F5 angezeigt werden.', ['show F5 when (F1=01 & F2=false)']],
  ['Wenn F2 = JA, dann wird F5 angezeigt.', ['show F5 when F2=true']],
  ['Wenn F2 = JA, dann ist F5 einzublenden, sonst ist F5 auszublenden.', ['show F5 when F2=true']],
  ['Wenn F2 = JA, DANN F33 anzeigen.', ['show F33 when F2=true']],
  ['Wenn F2 = NEIN, DANN F33 ausblenden.', ['forbid F33 when F2=false']],
  ['F5 darf nur angezeigt werden, wenn F1 = 01.', ['show F5 when F1=01']],
  ['F5 wird ausgeblendet, wenn F1 = 02.', ['forbid F5 when F1=02']],
  [
    'Wenn F1 = 03 "Heim", dann zeige als Pflicht F5 an, sonst zeige F5 nicht an.',
    ['show F5 when F1=03', 'require F5 when F1=03'],
  ],
  [
    'WENN F1 = 01 - Miete ODER 03 - Heim, DANN zeige F5 Vermieter als Pflicht an, SONST zeige F5 Vermieter nicht an.',
    ['show F5 when (F1=01 | F1=03)', 'require F5 when (F1=01 | F1=03)'],
  ],
  [
    'Wenn in F1 Auswahl = 02, dann erscheint F5 und muss befüllt werden',
    ['show F5 when F1=02', 'require F5 when F1=02'],
  ],
  [
    'WENN F2 = JA, DANN aktiviere F5 UND mache es zu einer Pflichtangabe UND deaktiviere F4.',
    ['show F5 when F2=true', 'require F5 when F2=true', 'forbid F4 when F2=true'],
  ],
  [
    'WENN F1 = 01, DANN aktiviere G5, G6 UND deaktiviere G7, F4.',
    ['show G5 when F1=01', 'show G6 when F1=01', 'forbid G7 when F1=01', 'forbid F4 when F1=01'],
  ],
  [
    'WENN F1 = 03 "Heim", DANN aktiviere F5. WENN F1 = alle anderen möglichen Ausprägungen der Codeliste, DANN deaktiviere F5.',
    ['show F5 when F1=03'],
  ],
  [
    'WENN in Feld F28 Auswahl= 001="privat", DANN muss G5 als Pflichtfeldgruppe angezeigt UND G6 ausgeblendet werden. WENN in Feld F28 Auswahl= 002="geschäftlich", DANN muss G6 als Pflichtfeldgruppe angezeigt UND G5 ausgeblendet werden.',
    ['show G5 when F28=001', 'require G5 when F28=001', 'show G6 when F28=002', 'require G6 when F28=002'],
  ],
  ['Wenn F2 = JA, dann muss G1 angezeigt und befüllt werden.', ['show G1 when F2=true', 'require G1 when F2=true']],
  // Lists of values, AND, OR
  ['Wenn F1 = 01 ODER = 02, dann muss F5 befüllt sein.', ['require F5 when (F1=01 | F1=02)']],
  ['Wenn F1 = (01 "Miete" ODER 03 "Heim"), dann muss F5 befüllt werden.', ['require F5 when (F1=01 | F1=03)']],
  ['Wenn F1 = (01, 02), dann muss F5 befüllt werden.', ['require F5 when (F1=01 | F1=02)']],
  ['Wenn F1 <> 01 UND <> 02, dann darf F5 nicht befüllt sein.', ['forbid F5 when (!F1=01 & !F1=02)']],
  ['Wenn F1 = 01 ODER F2 = JA, dann muss F5 befüllt sein.', ['require F5 when (F1=01 | F2=true)']],
  [
    'Wenn (F1 = 01 UND F2 = JA) ODER F3 = J, dann muss F5 befüllt sein.',
    ['require F5 when ((F1=01 & F2=true) | F3=J)'],
  ],
  ['Wenn F1 = (01 ODER 02) UND F2 = JA, dann muss F5 befüllt sein.', ['require F5 when ((F1=01 | F1=02) & F2=true)']],
  [
    'F5 ist ein Pflichtfeld, wenn eines der folgenden Felder F22, F23, F24 mit "Ja" belegt ist.',
    ['require F5 when (F22=true | F23=true | F24=true)'],
  ],
  [
    'Wenn mindestens eines der Felder F25, F26 oder F27 befüllt ist, dann muss F5 befüllt sein.',
    ['require F5 when (!empty(F25) | !empty(F26) | !empty(F27))'],
  ],
  [
    'Wenn alle drei Felder F25, F26 und F27 befüllt sind, dann muss F5 befüllt sein.',
    ['require F5 when (!empty(F25) & !empty(F26) & !empty(F27))'],
  ],
  [
    'Wenn keines der Felder F25, F26 befüllt ist, dann muss F27 befüllt sein.',
    ['require F27 when (empty(F25) & empty(F26))'],
  ],
  ['Wenn F21 = 001 "Umzug", dann muss F5 befüllt sein.', ['require F5 when F21=001']],
  // Nearly the same words
  ['Wenn F32 = 001 "Auskunft ist beantragt", dann muss F5 befüllt sein.', ['require F5 when F32=001']],
  ['Wenn F1 = 1 "Miete", dann muss F5 befüllt sein.', ['require F5 when F1=01']],
  ['Wenn F20 = HRB "Handelsregister B", dann muss F5 befüllt sein.', ['require F5 when F20=HRB']],
  ['Wenn F1 "Form des Wohnens" = 01, dann muss F5 befüllt sein.', ['require F5 when F1=01']],
  // Restricted lists
  [
    'Wenn F2 = JA, dann muss F1 befüllt werden, wobei nur der Code 01 "Miete" ausgewählt werden darf.',
    ['require F1 when F2=true', 'valid F1 when (!F2=true | F1=01)'],
  ],
  [
    'Wenn F2 = JA, dann muss F1 befüllt werden, wobei nur die Codes 01 "Miete" ODER 02 "Eigentum" ausgewählt werden dürfen.',
    ['require F1 when F2=true', 'valid F1 when (!F2=true | (F1=01 | F1=02))'],
  ],
  // 3 At least one, exactly one, at most one
  [
    'Es muss mindestens eines der Felder F25 "Telefon", F26 "Telefax" oder F27 "E-Mail" befüllt sein.',
    ['valid F25 when !(empty(F25) & empty(F26) & empty(F27))'],
  ],
  ['Mindestens eines der Felder F25, F27 muss ausgefüllt werden.', ['valid F25 when !(empty(F25) & empty(F27))']],
  ['Entweder muss G5 oder G6 befüllt sein.', ['valid G5 when one(!empty(G5), !empty(G6))']],
  [
    'Es muss entweder Feldgruppe G5 "Anschrift im Inland" oder Feldgruppe G6 "Anschrift im Ausland" befüllt werden.',
    ['valid G5 when one(!empty(G5), !empty(G6))'],
  ],
  [
    'Es muss genau eines der Felder F25, F26, F27 befüllt sein.',
    ['valid F25 when one(!empty(F25), !empty(F26), !empty(F27))'],
  ],
  ['Es darf höchstens eines der Felder F25 und F26 befüllt sein.', ['valid F25 when (empty(F25) | empty(F26))']],
  [
    'Wenn F2 = JA, dann muss mindestens eines der Felder F25, F27 befüllt sein.',
    ['valid F25 when (!F2=true | !(empty(F25) & empty(F27)))'],
  ],
  [
    'Mindestens eines der Felder F22 "Erklärung Steuern" oder F23 "Erklärung Strafen" muss den Wert "wahr" haben.',
    ['valid F22 when (F22=true | F23=true)'],
  ],
  // 4 Partial dates
  ['Wenn F14 "Tag" nicht leer, dann darf F15 "Monat" nicht leer sein.', ['require G4/F15 when !empty(G4/F14)']],
  [
    'Wenn alle drei Felder F14 "Tag", F15 "Monat" und F16 "Jahr" befüllt sind, muss die Validität des sich ergebenden Kalenderdatums sichergestellt werden. D.h. es muss z.B. 30.02.2021 oder der 31.04.1970 verhindert werden, da diese keine korrekten Datumsangaben sind.',
    ['valid G4/F14 when date(G4/F14 G4/F15 G4/F16)'],
  ],
  ['F14, F15 und F16 müssen zusammen ein gültiges Datum ergeben.', ['valid G4/F14 when date(G4/F14 G4/F15 G4/F16)']],
  // 5 States
  [
    'Für die Länder NW, SL gilt: WENN F2 = wahr, DANN muss F5 befüllt werden. WENN F2 <> wahr, DANN darf F5 nicht angezeigt werden. Für alle anderen Länder gilt: Das Feld F5 darf nicht angezeigt werden.',
    ['require F5 when (land{NW SL} & F2=true)', 'show F5 when (land{NW SL} & F2=true)'],
  ],
  [
    'Für die Länder NW, SL gilt: Das Feld F5 muss befüllt werden. Für alle anderen Ländern gilt: Das Feld F5 darf nicht angezeigt werden.',
    ['require F5 when land{NW SL}', 'show F5 when land{NW SL}'],
  ],
  [
    'Für das Land SN gilt. Das Feld F33 muss angezeigt werden. Für alle anderen Länder gilt: Das Feld F33 darf nicht angezeigt werden.',
    ['show F33 when land{SN}'],
  ],
  [
    'Für das Land NW gilt: WENN F2 = JA, DANN muss G5 befüllt werden. WENN F2 = NEIN, DANN darf G5 nicht angezeigt werden. Für das Land SL gilt: Die Gruppe G5 muss befüllt werden. Für alle anderen Länder gilt: Die Gruppe G5 darf nicht angezeigt werden.',
    [
      'require G5 when (land{NW} & F2=true)',
      'show G5 when (land{NW} & F2=true)',
      'require G5 when land{SL}',
      'show G5 when land{SL}',
    ],
  ],
  ['Für das Land NW gilt: Wenn F1 = 01, dann muss F5 befüllt sein.', ['require F5 when (land{NW} & F1=01)']],
  ['Für das Land Nordrhein-Westfalen gilt: F5 muss befüllt sein.', ['require F5 when land{NW}']],
  ['Die Gruppe G5 "Anschrift im Inland" muss in TH befüllt werden.', ['require G5 when land{TH}']],
  ['Das Feld F6 muss in TH, NRW befüllt werden.', ['require F6 when land{TH NW}', 'show F6 when land{TH NW}']],
  [
    'Das Feld F5 muss für die Länder Baden-Württemberg, Bremen, Sachsen befüllt werden. Das Feld F5 muss für das Land Niedersachsen angezeigt werden.',
    ['require F5 when land{BW HB SN}', 'show F5 when land{BW HB SN}', 'show F5 when land{NI}'],
  ],
  // Country groups
  [
    'WENN in F19 ein Staat gewählt wird, der nicht zur EU, zum EWR oder zur Schweiz gehört, DANN ist F5 zu befüllen.',
    ['require F5 when F19 outside EU+EWR+CH'],
  ],
  [
    'WENN in F19 ein Staat gewählt wird, der nicht zur EU gehört, DANN ist F5 zu befüllen. WENN in F19 ein Staat gewählt wird, der zur EU gehört, DANN ist F5 auszublenden.',
    ['require F5 when F19 outside EU', 'show F5 when F19 outside EU'],
  ],
  [
    'WENN in F18 ein Staat gewählt wird, der nicht zur EU gehört, DANN ist F5 zu befüllen. WENN in F18 ein Staat gewählt wird, der zur EU gehört, DANN ist F5 auszublenden.',
    ['require F5 when F18 outside EU', 'show F5 when F18 outside EU', 'forbid F5 when F18 in EU'],
  ],
  // 6 Prefilling
  [
    'Das Feld F28 "Art der Person" ist mit 001 "privat" vorzubefüllen und in der Antragsstrecke auszublenden.',
    ['set F28:=001 when always', 'forbid F28 when always'],
  ],
  [
    'Das Feld F28 ist mit 001= privat vorzubefüllen und auszublenden.',
    ['set F28:=001 when always', 'forbid F28 when always'],
  ],
  [
    'Das Feld F20 muss mit 04 = Betriebsstätte (unspezifisch) vorbefüllt und ausgeblendet werden.',
    ['set F20:=04 when always', 'forbid F20 when always'],
  ],
  ['Wenn F2 = JA, dann wird F28 auf 002 gesetzt.', ['set F28:=002 when F2=true']],
  [
    'Wenn F2 = JA, dann wird F28 auf 002 gesetzt und ausgeblendet.',
    ['set F28:=002 when F2=true', 'forbid F28 when F2=true'],
  ],
  // 7 Comparisons
  ['F11 muss nach F10 liegen.', ['valid F11 when F11 > F10']],
  ['Das Feld F11 "Ende" darf nicht vor dem Feld F10 "Beginn" liegen.', ['valid F11 when F11 >= F10']],
  ['F10 darf nicht in der Zukunft liegen.', ['valid F10 when F10 <= today']],
  ['F10 muss in der Zukunft liegen.', ['valid F10 when F10 > today']],
  ['F12 muss kleiner oder gleich F13 sein.', ['valid F12 when F12 <= F13']],
  ['F12 muss größer als 0 sein.', ['valid F12 when F12 > 0']],
  ['F12 <= F13', ['valid F12 when F12 <= F13']],
  ['Wenn F12 > 3, dann muss F4 befüllt sein.', ['require F4 when F12 > 3']],
  ['Wenn F12 mindestens 3 ist, dann muss F4 befüllt sein.', ['require F4 when F12 >= 3']],
  ['Wenn F34 > 25000,50, dann muss F4 befüllt sein.', ['require F4 when F34 > 25000.50']],
  ['Wenn F10 > 01.03.2026, dann muss F4 befüllt sein.', ['require F4 when F10 > 2026-03-01']],
  ['Wenn F10 nach F11 liegt, dann muss F4 befüllt sein.', ['require F4 when F10 > F11']],
  ['Wenn F17 < 18 Jahre, dann muss F4 befüllt sein.', ['require F4 when F17 > today-18y']],
  [
    'Wenn G4 < 18 Jahre, dann zeige als Pflicht F4 an, sonst zeige F4 nicht an.',
    ['show F4 when G4 > today-18y', 'require F4 when G4 > today-18y'],
  ],
  ['Wenn F2 = JA, dann muss F11 nach F10 liegen.', ['valid F11 when (!F2=true | F11 > F10)']],

  // Other manners of saying it
  [
    'WENN im Datenfeld F1 "Wohnform" in der Codeliste die Einträge folgender Codes ausgewählt: 01, 03, DANN ist Datenfeldgruppe G5 eine Pflichtfeldgruppe UND Datenfeldgruppen G6 und G7 müssen ausgeblendet werden.',
    ['require G5 when (F1=01 | F1=03)', 'forbid G6 when (F1=01 | F1=03)', 'forbid G7 when (F1=01 | F1=03)'],
  ],
  [
    'WENN im Datenfeld F1 in der Codeliste die Einträge folgender Codes ausgewählt: 01, 03, DANN ist G5 eine Pflichtfeldgruppe. Falls keine der genannten Codes ausgewählt wurde, dann ist die Datenfeldgruppe G5 auszublenden.',
    ['require G5 when (F1=01 | F1=03)', 'show G5 when (F1=01 | F1=03)'],
  ],
  [
    'WENN F2 = JA, DANN sind F4 und F5 als Pflichtfelder anzuzeigen.',
    ['show F4 when F2=true', 'require F4 when F2=true', 'show F5 when F2=true', 'require F5 when F2=true'],
  ],
  [
    'WENN F4 nicht ausgefüllt ist, DANN werden F5 und F25 zu Pflichtfeldern.',
    ['require F5 when empty(F4)', 'require F25 when empty(F4)'],
  ],
  [
    "Wenn in Datenfeld F3 Auswahl gleich = 'ja', dann sind F4, F5 Pflichtfelder.",
    ['require F4 when F3=J', 'require F5 when F3=J'],
  ],
  [
    'WENN F1 = 01, DANN muss G5 befüllt sein. WENN F1 <> 01, DANN darf G5 nicht angezeigt und befüllt sein.',
    ['require G5 when F1=01', 'show G5 when F1=01'],
  ],
  ['Wenn F22 = "wahr" ODER wenn F23 = "wahr", dann muss G5 befüllt werden.', ['require G5 when (F22=true | F23=true)']],

  [
    'Das Datum im Feld F10 "Beginn" muss zeitlich vor dem Datum in Feld F11 "Ende" liegen.',
    ['valid F10 when F10 < F11'],
  ],

  // Not beyond doubt, so left to a person.
  ['Wenn F1 = 01, dann muss F5 befüllt sein, wobei nur Großbuchstaben erlaubt sind.', null],
  ['Wenn F1 = 99 "Zelt", dann muss F5 befüllt sein.', null],
  ['Wenn F1 = 01 "Eigentum", dann muss F5 befüllt sein.', null],
  ['Wenn F32 = 001 "Die Auskunft ist noch nicht beantragt", dann muss F5 befüllt sein.', null],
  ['Wenn F1 = 01 ODER = 02 UND F2 = JA, dann muss F5 befüllt sein.', null],
  ['Wenn F1 <> 01 ODER <> 02, dann muss F5 befüllt sein.', null],
  ['Wenn F1 = 01 UND = 02, dann muss F5 befüllt sein.', null],
  ['Wenn F2 = vielleicht, dann muss F5 befüllt sein.', null],
  ['Wenn F99 = 01, dann muss F5 befüllt sein.', null],
  ['Wenn F8 nicht leer, dann muss F5 befüllt sein.', null],
  ['Wenn F4 > 18, dann muss F5 befüllt sein.', null],
  ['Wenn F4 = "Hund", dann muss F5 befüllt sein.', null],
  ['Wenn F1 = 01, dann muss F5 nicht befüllt sein.', null],
  ['Wenn F1 = 01, dann darf F5 befüllt sein.', null],
  ['Wenn F1 = 01, dann kann F5 befüllt sein.', null],
  ['Wenn F1 = 01, dann F5, F4 UND deaktiviere F25.', null],
  ['Wenn F5 "Bemerkung" befüllt ist, dann muss F25 befüllt sein.', null],
  ['F28 ist mit 001 vorzubefüllen.', null],
  ['F28 ist mit 003 "öffentlich" vorzubefüllen und auszublenden.', null],
  ['F5 muss befüllt werden.', null],
  ['F5 darf nicht angezeigt werden.', null],
  ['Die Angaben müssen der Wahrheit entsprechen.', null],
  ['Für alle anderen Länder gilt: F5 darf nicht angezeigt werden.', null],
  ['Für die Länder NW, XX gilt: F5 muss befüllt werden.', null],
  ['Für das Land NW gilt: F5 muss befüllt werden. Für das Land NW gilt: F4 muss befüllt werden.', null],
  ['Wenn F2 = JA, dann muss F5 befüllt sein. Wenn F2 = JA, dann darf F5 nicht angezeigt werden.', null],
  ['Wenn F2 === "Ja", dann zeige F5, bei <> "Nein" blende F5 aus.', null],
  ['Wenn F1 = (01 ODER 02), dann aktiviere F5. Wenn F1 = 02, dann deaktiviere F5.', null],
  ['Wenn F21 = 001, dann aktiviere F5. Wenn F21 = 002, dann deaktiviere F5.', null],
  ['Wenn F20 = HRB, dann muss F5 befüllt sein.', null],
  ['Wenn F10 < 18 Jahre, dann muss F4 befüllt sein.', null],
  ['Wenn F17 = < 18 Jahre, dann muss F4 befüllt sein.', null],
  ['F12 muss nach F10 liegen.', null],
  ['F4 muss größer als F5 sein.', null],
  ['F35 und F10 müssen zusammen ein gültiges Datum ergeben.', null],
  ['WENN in F1 ein Staat gewählt wird, der nicht zur EU gehört, DANN ist F5 zu befüllen.', null],
  ['WENN in F19 ein Staat gewählt wird, der nicht zur NATO gehört, DANN ist F5 zu befüllen.', null],
  [
    'WENN in F19 ein Staat gewählt wird, der zur EU gehört, DANN ist F5 zu befüllen. Die Mitgliedstaaten der EU (Stand 02/2026) sind: 124 Belgien und 125 Bulgarien.',
    null,
  ],
  ['Wenn F1 = 01, dann muss F5 befüllt sein. Siehe auch § 5.', null],
  ['Wenn F1 = 01, dann muss F5 oder F4 befüllt sein.', null],
  ['Wenn F1 = 01 "Miete, dann erscheint F5 "Vermieter"', null],
  ['Die Summe aus F12 und F13 darf 10 nicht übersteigen.', null],
  ['Entweder muss G5 oder G6 oder G7 befüllt sein.', null],
  ['Wenn F1 = 01, dann darf F5 oder F4 nicht befüllt sein.', null],
  ['Wenn F1 = 01, dann zeige F5 oder F4 an.', null],
  ['Wenn eine der Gruppen G5 und G6 leer ist, dann muss F4 befüllt sein.', ['require F4 when (empty(G5) | empty(G6))']],
  ['Wenn nicht F1 = 01, dann muss F5 befüllt sein.', null],
  ['Wenn F1 = 01, dann muss F5 immer befüllt sein.', null],
  ['Wenn F1 = 01, dann muss mindestens F5 befüllt sein.', null],
  ['Wenn F1 = 01 und wenn F2 = JA, dann muss F5 befüllt sein.', ['require F5 when (F1=01 & F2=true)']],
  ['Wenn F1 = 01, F2 = JA, dann muss F5 befüllt sein.', null],
  ['Wenn F1 ungleich 01, dann muss F5 befüllt sein.', ['require F5 when !F1=01']],
  ['Wenn F4 nicht befüllt ist, dann ist F5 ein Pflichtfeld.', ['require F5 when empty(F4)']],
  ['Nur wenn F1 = 01, dann muss F5 befüllt sein.', null],
  ['Wenn F1 = 01, muss F5 leer sein.', null],
  ['Bitte prüfen: Wenn F1 = 01, dann muss F5 befüllt sein.', null],
  ['Wenn F1 = 01, dann muss F5 befüllt sein, außer bei F2 = JA.', null],
  ['Das Feld F5 muss in TH und kann optional in HB befüllt werden.', null],
  ['Das Feld F5 muss für das Land Niedersachen befüllt werden.', null],
  ['Wenn F22 "Erklärung Strafen" = wahr, dann muss F5 befüllt werden.', null],
  ['Das Feld F5 muss in Thailand befüllt werden.', null],
  ['Wenn G1F7 befüllt ist, dann muss F5 befüllt werden.', null],
  ['Wenn F1 Wohnform" = 01, dann muss F5 befüllt werden.', ['require F5 when F1=01']],
  // "may be hidden" says nothing, however it was meant.
  ['Wenn F1 = 01, dann muss F5 befüllt sein. Wenn F1 <> 01, dann darf F5 ausgeblendet sein.', null],
  ['WENN in F1 Auswahl = 01 UND/ODER F2 = JA, DANN muss F5 befüllt werden.', null],
  ['Wenn F2 = JA, dann ist G1 erneut als Pflichtfeldgruppe anzuzeigen.', null],
  ['Wenn F2 = JA, dann ist G1 nicht ein weiteres Mal anzuzeigen.', null],
  ['WENN F2 = NEIN, DANN ist F5 auszublenden UND weiter mit F4.', null],
  ['WENN in F19 Auswahl <> Deutschland oder <> EU-Staat, DANN ist F5 anzuzeigen.', null],
  [
    'WENN F1 in der Codeliste die Einträge folgender Codes ausgewählt: 01-03, DANN ist G5 eine Pflichtfeldgruppe.',
    null,
  ],
  ['Falls keine der genannten Codes ausgewählt wurde, dann ist G5 auszublenden.', null],
  ['Im Datenfeld F1 sind in der Codeliste nur die Einträge folgender Codes zur Auswahl anzuzeigen: 01, 02.', null],
  ['', null],
];
