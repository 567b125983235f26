declare module "virtual:documents" {
  /** The services of each provider; none where it is one. */
  const services: Record<string, { name: string; title: string; operations: number }[]>;
  export default services;
}

declare module "virtual:clients" {
  /** The package's class for each provider, loaded when it is asked for; and its name, because the build shortens that. */
  const clients: Record<string, { name: string; load(): Promise<new (options: object) => object> }>;
  export default clients;
}

declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface SwaggerUI {
    (options: object): { getSystem(): { layoutActions: LayoutActions } };
    presets: { apis: object };
  }
  interface LayoutActions {
    show(key: string[], shown: boolean): void;
    updateFilter(filter: string | true): void;
  }
  const SwaggerUI: SwaggerUI;
  export default SwaggerUI;
}
