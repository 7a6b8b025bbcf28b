import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { Logger } from '#runtime';
import { HealthController } from './health.controller.ts';
import type { Reporter } from './reporter.ts';
import { Ticks } from './ticks.ts';
import { loggerToken, reporterToken } from './tokens.ts';

@Module({})
// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class that only carries its decorator
class SchedulerModule {}

/** Wires what is done on time to its parts. */
export const schedulerModule = ({ reporter, logger }: { reporter: Reporter; logger: Logger }): DynamicModule => ({
  module: SchedulerModule,
  imports: [ScheduleModule.forRoot()],
  controllers: [HealthController],
  providers: [Ticks, { provide: reporterToken, useValue: reporter }, { provide: loggerToken, useValue: logger }],
});
