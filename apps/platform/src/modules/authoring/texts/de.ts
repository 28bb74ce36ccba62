export const de = {
  list: {
    title: 'Anbieterbereich',
  },
};
