export { AlertDialog } from "./alert-dialog";
export { Avatar, AvatarStack, colourOf, speakerColour } from "./avatar";
export { Badge, StatePill } from "./badge";
export { Button } from "./button";
export { Callout } from "./callout";
export { cn } from "./cn";
export { Dialog, DialogActions, DialogClose, DialogContent } from "./dialog";
export { EmptyState } from "./empty-state";
export { Field, type FieldControl } from "./field";
export { IconButton } from "./icon-button";
export { Input, inputStyle } from "./input";
export { Kbd } from "./kbd";
export { Logo, Mark } from "./logo";
export {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuSub,
  MenuSubContent,
  MenuSubTrigger,
  MenuTrigger,
} from "./menu";
export { Popover, PopoverContent, PopoverTrigger } from "./popover";
export { Progress } from "./progress";
export { Skeleton } from "./skeleton";
export { Switch } from "./switch";
export { Cell, HeadCell, Row, Table } from "./table";
export { Tabs, TabsContent, TabsList, TabsTrigger } from "./tabs";
export { Textarea } from "./textarea";
export { Tooltip, TooltipProvider } from "./tooltip";
