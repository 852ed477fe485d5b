import { defineConfig } from "prisma/config";

/** Commands that need no database (generate, validate) work without an address. */
const url = process.env.DATABASE_URL ?? "postgresql://parley@localhost:5432/parley";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url, shadowDatabaseUrl: process.env.SHADOW_DATABASE_URL },
});
