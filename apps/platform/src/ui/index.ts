export { assetRoutes } from './asset-routes.ts';
export { renderDocument } from './document.ts';
export { ErrorPage, type ErrorPageProps } from './error-page.tsx';
export { formatBytes, formatCents, formatDate, formatDateTime } from './format.ts';
export { assetBase, PageScript } from './frame.tsx';
export { Page, type PageProps } from './page.tsx';
export { isSafeHref, safeHref, safeSrc } from './safe-href.ts';
export {
  configureUi,
  shell,
  type ShellContext,
  type ShellOptions,
  type TenantContact,
  type TenantShell,
  type UiSettings,
} from './shell.ts';
export { type Texts as UiTexts, uiTexts } from './texts/index.ts';
export { Alert, type AlertProps } from './components/alert.tsx';
export { StatusBadge, type Tone } from './components/badge.tsx';
export { Breadcrumbs, type Crumb } from './components/breadcrumbs.tsx';
export { Card, CardGrid, type CardProps } from './components/card.tsx';
export { BarChart, type BarChartProps, LineChart, type LineChartProps } from './components/charts.tsx';
export {
  Checkbox,
  CheckboxGroup,
  type CheckboxGroupProps,
  type CheckboxProps,
  type ChoiceProps,
  type Option,
  RadioGroup,
  Select,
  YesNo,
  type YesNoProps,
} from './components/choice-fields.tsx';
export {
  DateField,
  type DateFieldProps,
  datePartNames,
  type DateParts,
  readDateParts,
} from './components/date-field.tsx';
export { ErrorSummary, type FieldError } from './components/error-summary.tsx';
export { type FieldProps } from './components/field-parts.tsx';
export { FileInput, type FileInputProps } from './components/file-input.tsx';
export { FileField, type FileFieldProps, type StoredFile } from './components/file-field.tsx';
export {
  Actions,
  Button,
  type ButtonProps,
  CsrfField,
  Form,
  type FormProps,
  LinkButton,
  type LinkButtonProps,
} from './components/form.tsx';
export { Fieldset, type FieldsetProps, Repeatable, type RepeatableProps } from './components/groups.tsx';
export { Heading, type HeadingLevel } from './components/headings.tsx';
export { Band, Help, Receipt, SearchHero, type SearchHeroProps, SideBox, TwoColumns } from './components/landing.tsx';
export {
  EmptyState,
  type EmptyStateProps,
  FilterForm,
  type FilterFormProps,
  Pagination,
  type PaginationProps,
} from './components/listing.tsx';
export { Progress, type Task, TaskList } from './components/progress.tsx';
export { narrowOptions, SearchableSelect, searchFieldName } from './components/searchable-select.tsx';
export { StaticText, StructuredText, type StructuredTextProps } from './components/structured-text.tsx';
export { SummaryList, type SummaryListProps, type SummaryRow } from './components/summary-list.tsx';
export { type Column, Table, type TableProps } from './components/table.tsx';
export { type Message, Thread, Timeline, type TimelineItem } from './components/timeline.tsx';
export {
  NumberField,
  type NumberFieldProps,
  TextArea,
  type TextAreaProps,
  TextField,
  type TextFieldProps,
} from './components/text-fields.tsx';
