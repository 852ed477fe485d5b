"use client";

import { type CSSProperties, useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import type { PipSubject } from "../_view/stage";

/* The small window is a document of its own: none of the page's styles reach it. */
const frame: CSSProperties = { position: "fixed", inset: 0, background: "#0c0e0d" };
const filling: CSSProperties = { position: "absolute", inset: 0, width: "100%", height: "100%" };
const caption: CSSProperties = {
  position: "absolute",
  left: 10,
  bottom: 10,
  margin: 0,
  padding: "4px 10px",
  borderRadius: 8,
  background: "rgb(12 14 13 / 0.75)",
  color: "#eceae4",
  font: "600 13px system-ui, sans-serif",
};

/** The picture in the small window; its sound comes from the page. */
export const PictureInPictureWindow = ({
  pipWindow,
  subject,
}: {
  pipWindow: Window;
  subject: PipSubject;
}) => {
  const video = useRef<HTMLVideoElement>(null);
  const { stream, title, hasPicture, isMirrored } = subject;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream;
    // Muted video may always play.
    void element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    pipWindow.document.title = title;
  }, [pipWindow, title]);
  const picture: CSSProperties = {
    ...filling,
    objectFit: "contain",
    visibility: hasPicture ? "visible" : "hidden",
    transform: isMirrored ? "scaleX(-1)" : "none",
  };
  return createPortal(
    <div style={frame}>
      <video ref={video} muted playsInline aria-label={`Picture of ${title}`} style={picture} />
      <p style={caption}>{title}</p>
    </div>,
    pipWindow.document.body,
  );
};
