/** Lapline's front door: `Lap` measures a program's operations, `Lapline` switches the measuring on. */
export * as Lap from "./trace/lap.ts"
export * as Lapline from "./trace/lapline.ts"
