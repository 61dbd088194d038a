/** Its cents only where there are any: `$30`, `$5.40`. @param currency - ISO 4217 */
export const money = (amount: number, currency: string): string =>
  new Intl.NumberFormat('en-US', {
    ...{ style: 'currency', currency },
    trailingZeroDisplay: 'stripIfInteger',
  }).format(amount);
