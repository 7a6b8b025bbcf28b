/** KPIs that the reference does not work out, since they rest on what people register or tell, not on what devices answer: their worked cases stand beside them. */
export const unread: readonly string[] = [];

/** Those of them for which the simulated site has no inputs. */
export const unknownThere: readonly string[] = [];
