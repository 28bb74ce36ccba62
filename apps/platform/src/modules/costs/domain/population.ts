/**
 * The day to which the populations of the area table belong (Destatis, GV100AD of 30 November 2023): prices per
 * inhabitant name it, because a contract would name another one.
 */
export const populationKeyDate = '2022-12-31';
