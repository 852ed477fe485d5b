"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { IconButton, Input } from "../../_components/ui";

/** A password that can be looked at while it is typed. */
export const PasswordInput = (props: Omit<ComponentProps<"input">, "type">) => {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input {...props} type={shown ? "text" : "password"} className="pr-12" />
      <IconButton
        label={shown ? "Hide the password" : "Show the password"}
        aria-pressed={shown}
        size="sm"
        className="absolute top-1.5 right-1.5 max-md:top-0 max-md:right-0"
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </IconButton>
    </div>
  );
};
