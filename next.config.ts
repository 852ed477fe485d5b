import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  // Tests build beside the files of a running Parley (scripts/lib/test-command.mjs).
  distDir: process.env.PARLEY_NEXT_DIR ?? ".next",
  poweredByHeader: false,
  // Native and worker-threaded packages stay outside the bundles.
  serverExternalPackages: [
    "onnxruntime-node",
    "@xenova/transformers",
    "@node-rs/argon2",
    "pino",
    "bullmq",
    "ioredis",
    "pg",
    "pusher",
    "@prisma/client",
    "@prisma/adapter-pg",
    "prom-client",
    "@ffmpeg-installer/ffmpeg",
    "ffmpeg-static",
  ],
  // `npm run check` owns types; a build does not check them again.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingExcludes: { "*": [".parley/**", ".parley-test/**"] },
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          { key: "x-content-type-options", value: "nosniff" },
          { key: "x-frame-options", value: "DENY" },
          { key: "referrer-policy", value: "same-origin" },
          {
            key: "permissions-policy",
            value: "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
          },
        ],
      },
    ];
  },
};

export default config;
