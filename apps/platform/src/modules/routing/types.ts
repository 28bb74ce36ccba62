/** A destination that takes a service, as the delivery service tells it. */
export interface RoutedDestination {
  destinationId: string;
  name: string;
  /** Where it takes the service: `DE` and 0 to 12 digits. */
  regions: readonly string[];
}

/** Registered destinations; app.ts gives those of the own delivery service. */
export interface DestinationDirectory {
  offersAt(
    offer: {
      identifier: string;
      /** Significant digits of the regional key. */
      area: string;
    },
    page: { offset: number; limit: number },
  ): Promise<{ total: number; offers: readonly RoutedDestination[] }>;
}

/** Routing is reached through its API only. */
export type RoutingService = Record<string, never>;
