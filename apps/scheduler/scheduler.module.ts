import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { Logger } from '#runtime';
import { HealthController } from './health.controller.ts';
import { Ticks, type Worker } from './ticks.ts';
import { loggerToken, workersToken } from './tokens.ts';

@Module({})
// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class that only carries its decorator
class SchedulerModule {}

/** Wires what is done on time to its parts. */
export const schedulerModule = ({
  workers,
  logger,
}: {
  workers: readonly Worker[];
  logger: Logger;
}): DynamicModule => ({
  module: SchedulerModule,
  imports: [ScheduleModule.forRoot()],
  controllers: [HealthController],
  providers: [Ticks, { provide: workersToken, useValue: workers }, { provide: loggerToken, useValue: logger }],
});
