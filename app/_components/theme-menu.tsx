"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { applyTheme, currentTheme, type Theme, theme } from "@/lib/client/theme";
import {
  IconButton,
  Menu,
  MenuContent,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuTrigger,
} from "./ui";

const LOOKS = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

/** The three looks, for use inside a menu. Mounted only while the menu is open. */
export const ThemeChoices = () => {
  const [chosen, setChosen] = useState<Theme>(currentTheme);
  const choose = (value: string): void => {
    const next = theme.parse(value);
    applyTheme(next);
    setChosen(next);
  };
  return (
    <>
      <MenuLabel>Appearance</MenuLabel>
      <MenuRadioGroup value={chosen} onValueChange={choose}>
        {LOOKS.map(({ value, label, icon: Icon }) => (
          <MenuRadioItem key={value} value={value} onSelect={(event) => event.preventDefault()}>
            <Icon aria-hidden />
            {label}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
};

/** The same as a button of its own, for pages without an account menu. */
export const ThemeMenu = () => (
  <Menu>
    <MenuTrigger asChild>
      <IconButton label="Appearance">
        <Sun aria-hidden />
      </IconButton>
    </MenuTrigger>
    <MenuContent align="end">
      <ThemeChoices />
    </MenuContent>
  </Menu>
);
