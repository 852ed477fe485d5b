"use client";

import { Ellipsis } from "lucide-react";
import { Dialog, DialogContent, Menu, MenuContent, MenuTrigger } from "@/app/_components/ui";
import { useMoreGroups } from "../_hooks/use-more-groups";
import type { PictureInPicture } from "../_hooks/use-picture-in-picture";
import { ActionList, ActionMenuItems } from "./actions";
import { Control } from "./control";
import { ReactionRow } from "./react-menu";
import { useRoomScope } from "./room-scope";

/** Everything that has no button of its own. */
export const MoreMenu = ({ pip }: { pip: PictureInPicture }) => {
  const groups = useMoreGroups(pip);
  return (
    <Menu>
      <MenuTrigger asChild>
        <Control label="More" icon={Ellipsis} />
      </MenuTrigger>
      <MenuContent side="top" align="center">
        <ActionMenuItems groups={groups} />
      </MenuContent>
    </Menu>
  );
};

/** A panel opened from the sheet has taken the focus already. */
const leaveFocusToPanel = (event: Event): void => {
  const panel = document.getElementById("side-panel");
  if (panel?.contains(document.activeElement)) event.preventDefault();
};

/** The same from below on small screens, reactions on top. */
export const MoreSheet = ({
  pip,
  open,
  onClose,
}: {
  pip: PictureInPicture;
  open: boolean;
  onClose: () => void;
}) => {
  const { actions } = useRoomScope();
  const groups = useMoreGroups(pip);
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent title="More" onCloseAutoFocus={leaveFocusToPanel}>
        <ReactionRow
          onReact={(emoji) => {
            onClose();
            void actions.react(emoji);
          }}
        />
        <ActionList groups={groups} onChosen={onClose} />
      </DialogContent>
    </Dialog>
  );
};
