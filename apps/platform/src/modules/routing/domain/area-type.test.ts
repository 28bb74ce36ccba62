import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Area, parseArs } from '#modules/catalogue';
import { areaType } from './area-type.ts';

const ars = parseArs('051700052052') ?? assert.fail();

test('areas have the type that the published examples name', () => {
  const cases: [kind: Area['kind'], name: string, designation: string, type: string][] = [
    ['state', 'Nordrhein-Westfalen', 'Nordrhein-Westfalen', 'Bundesland'],
    ['region', 'Düsseldorf', 'Reg.-Bez. Düsseldorf', 'Regierungsbezirk'],
    ['city', 'Köln', 'Köln, Stadt', 'Kreisfreie Stadt'],
    ['district', 'Wesel', 'Wesel', 'Kreis'],
    ['district', 'Landkreis Leipzig', 'Leipzig', 'Landkreis'],
    ['district', 'Städteregion Aachen', 'Aachen', 'Städteregion'],
    ['district', 'Landkreise im Norden', 'Landkreise im Norden', 'Kreis'],
    ['town', 'Xanten', 'Xanten, Stadt', 'Stadt'],
    ['town', 'Neukirchen', 'Neukirchen, Hochschulstadt, Stadt', 'Stadt'],
    ['town', 'Alpen', 'Alpen', 'Gemeinde'],
    ['town', 'Neustadt', 'Neustadt', 'Gemeinde'],
    ['town', 'Stadt am Hof', 'Stadt am Hof', 'Gemeinde'],
    ['town', 'Hof', 'Hof, Stadtteil', 'Gemeinde'],
  ];
  for (const [kind, name, designation, type] of cases) {
    const area: Area = { ars, kind, name, designation, population: 1, slug: 'x' };
    assert.equal(areaType(area), type, designation);
  }
});
