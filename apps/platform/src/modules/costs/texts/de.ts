export const de = {
  title: 'Haushalt',
};
