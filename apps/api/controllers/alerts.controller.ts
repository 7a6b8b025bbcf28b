import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { readRules, type SilenceAnswer } from '#alert-store';
import { alertStatuses } from '#alerting';
import type { Clock, Logger } from '#runtime';
import type { Store } from '#store';
import type { Alert, Rule, ToldAlerts } from '../alert-shapes.ts';
import { AlertStreams } from '../alert-stream.ts';
import { readAlertHistory, readAlerts, ruleAnswer } from '../alerts.ts';
import { askedEntries } from '../cursor.ts';
import { alertHistoryParameters, alertParameters, knownItems, noParameters, parseParameters } from '../parameters.ts';
import type { Reply } from '../reply.ts';
import { deleteSilence, listSilences, postSilence } from '../silences.ts';
import { clockToken, loggerToken, storeToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Alerts as the scheduler has judged them, the rules that it judges by, and what keeps it quiet. */
@Controller('v1/alerts')
export class AlertsController {
  private readonly store: Store;
  private readonly parts: { readonly store: Store; readonly clock: Clock };
  private readonly streams: AlertStreams;

  constructor(@Inject(storeToken) store: Store, @Inject(clockToken) clock: Clock, @Inject(loggerToken) logger: Logger) {
    this.store = store;
    this.parts = { store, clock };
    this.streams = new AlertStreams({ store, clock, logger });
  }

  @Get()
  async alerts(@Query() raw: Raw): Promise<{ alerts: Alert[] }> {
    const { status, limit } = parseParameters(alertParameters, raw);
    const wanted = status === undefined ? ['firing', 'pending'] : knownItems('status', status, alertStatuses);
    return { alerts: await readAlerts(this.store, { status: wanted, limit: Number(limit) }) };
  }

  @Get('history')
  async history(@Query() raw: Raw): Promise<ToldAlerts> {
    return await readAlertHistory(this.store, askedEntries(parseParameters(alertHistoryParameters, raw)));
  }

  @Get('rules')
  async rules(@Query() raw: Raw): Promise<{ since: string | null; rules: Rule[] }> {
    parseParameters(noParameters, raw);
    const { since = null, rules = [] } = (await readRules(this.store)) ?? {};
    return { since, rules: rules.map(ruleAnswer) };
  }

  @Get('stream')
  async stream(
    @Query() raw: Raw,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: Reply,
  ): Promise<void> {
    parseParameters(noParameters, raw);
    await this.streams.serve(reply, lastEventId);
  }

  @Get('silences')
  async silences(@Query() raw: Raw): Promise<{ silences: SilenceAnswer[] }> {
    parseParameters(noParameters, raw);
    return { silences: await listSilences(this.parts) };
  }

  @Post('silences')
  @HttpCode(201)
  async silence(@Body() body: unknown): Promise<SilenceAnswer> {
    return postSilence(this.parts, body);
  }

  @Delete('silences/:id')
  async unsilence(@Param('id') id: string): Promise<SilenceAnswer> {
    return deleteSilence(this.parts, id);
  }

  /** Called by Nest: streams never end by themselves. */
  onModuleDestroy(): void {
    this.streams.stop();
  }
}
