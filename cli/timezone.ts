import { Option } from 'commander';

/** `--timezone`, alike in every command that plays customers. */
export interface TimezoneFlag {
  readonly timezone?: string;
}

export const timezoneOption = (
  what = "the customer's time zone, such as Asia/Karachi (the shop's)",
): Option => new Option('--timezone <zone>', what);

/** As the previews take it. Left out: the shop's. */
export const zoneIn = ({ timezone }: TimezoneFlag): { readonly zone?: string } =>
  timezone === undefined ? {} : { zone: timezone };
