import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireUser } from "@/lib/auth/page";
import { meetingPath } from "@/lib/client/paths";
import { authorizeMeeting } from "@/lib/meetings/access";
import { AppError } from "@/lib/platform/errors";
import { MeetingPage } from "./_components/meeting-page";

type Props = { params: Promise<{ id: string }> };

/** The meeting if the viewer may read it; to everybody else the page does not exist. */
const readable = cache(async (rawId: string) => {
  const id = z.uuid().safeParse(rawId);
  if (!id.success) notFound();
  const account = await requireUser(meetingPath(id.data));
  try {
    return await authorizeMeeting(id.data, account, "read");
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
});

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await readable((await params).id)).title,
});

const Page = async ({ params }: Props) => {
  const meeting = await readable((await params).id);
  return <MeetingPage id={meeting.id} />;
};

export default Page;
