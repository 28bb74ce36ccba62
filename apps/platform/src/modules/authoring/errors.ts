import { AppError, type ErrorTexts } from '#kernel/errors';

export const authoringErrorTexts = {
  'authoring/work-not-found': {
    de: {
      title: 'Diesen Dienst in Arbeit gibt es nicht',
      text: 'Er wurde gelöscht oder gehört einem anderen Anbieter. Ihre Dienste finden Sie im Anbieterbereich.',
    },
    en: {
      title: 'This service in the making does not exist',
      text: 'It was deleted or belongs to another provider. You find your services in the provider workspace.',
    },
  },
} satisfies ErrorTexts;

/** Also for what belongs to somebody else: nobody learns that it exists. */
export const workNotFound = (): AppError => new AppError('not-found', 'authoring/work-not-found');
