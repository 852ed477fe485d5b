import { createHash } from "node:crypto";
import { activeMeetings, loadPolicy, savePolicy } from "@/lib/emotion/repo";
import {
  type EmotionPolicy,
  type EmotionStatus,
  type EmotionVisibility,
  emotionPolicy,
  type Modality,
} from "@/lib/emotion/schema";
import { localEnv } from "@/lib/platform/env";
import { forbidden } from "@/lib/platform/errors";

/** Changed whenever the fixed words of the notice change (app/room: the question about emotion). */
const NOTICE_WORDS_VERSION = "2026-11";

const NOTHING: EmotionPolicy = { available: false, purpose: "", notice: "" };

/** Whether the operator switched emotion of faces and voices off for good. */
export const isOffForGood = (): boolean => localEnv().EMOTION === "off";

/** What can be read on this instance. */
export const modalities = (): Modality[] =>
  localEnv().EMOTION_VOICE === "off" ? ["face"] : ["face", "voice"];

/** What is in force: the admin's decision, unless the operator's stands against it. */
export async function policyNow(): Promise<EmotionPolicy> {
  const stored = emotionPolicy.safeParse(await loadPolicy());
  const policy = stored.success ? stored.data : NOTHING;
  return isOffForGood() ? { ...policy, available: false } : policy;
}

export async function viewPolicy() {
  return {
    ...(await policyNow()),
    offForGood: isOffForGood(),
    voiceAvailable: modalities().includes("voice"),
  };
}

/**
 * Stores an admin's decision. Answers the meetings whose people must be asked anew, because what
 * they agreed to is no longer what is done.
 * @throws AppError `forbidden` where it is off for good
 */
export async function decidePolicy(input: {
  policy: EmotionPolicy;
  by: string;
}): Promise<{ affected: string[] }> {
  if (isOffForGood() && input.policy.available)
    throw forbidden("Emotion is switched off for good on this instance (EMOTION=off).");
  const before = await policyNow();
  await savePolicy(input.policy, input.by);
  const same = JSON.stringify(before) === JSON.stringify(await policyNow());
  return { affected: same ? [] : await activeMeetings() };
}

/** Names exactly what somebody reads before they answer. */
const versionOf = (policy: EmotionPolicy, visibility: EmotionVisibility | null): string =>
  `${NOTICE_WORDS_VERSION}.${createHash("sha256")
    .update(JSON.stringify([policy.purpose, policy.notice, visibility]))
    .digest("hex")
    .slice(0, 16)}`;

/** What a room is told of its emotion. */
export async function statusOf(meeting: {
  emotion: EmotionVisibility | null;
}): Promise<EmotionStatus> {
  const policy = await policyNow();
  const visibility = policy.available ? meeting.emotion : null;
  return {
    offered: policy.available,
    active: visibility !== null,
    visibility,
    modalities: policy.available ? modalities() : [],
    purpose: policy.available ? policy.purpose : "",
    notice: policy.available ? policy.notice : "",
    noticeVersion: versionOf(policy, visibility),
  };
}
