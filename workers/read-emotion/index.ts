import { readEmotion } from "@/lib/emotion/jobs";
import { readSlot } from "@/lib/emotion/reading";
import { handler } from "../handler";
import { emotionReaders, emotionSamples } from "../models";

export default handler(readEmotion, ({ payload }) =>
  readSlot({
    participantId: payload.participantId,
    readers: emotionReaders(),
    samples: emotionSamples(),
  }),
);
