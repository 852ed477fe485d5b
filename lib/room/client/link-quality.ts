/** How good the way to somebody is, for the badge on their picture. */
export type LinkQuality = "good" | "fair" | "poor";
