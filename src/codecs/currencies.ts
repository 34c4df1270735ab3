// Takes the currency off a written amount: an ISO 4217 code or a sign, in front or behind.

const CODES = new Set(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
  CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
  GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
  LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB
  PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
  THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
  ZWG ATS BEF DEM ESP FRF ITL NLG`.split(/\s+/),
);

/** Signs of one currency alone have its code; the others are told as written. Longer ones first. */
const SIGNS: readonly (readonly [sign: string, told: string])[] = [
  ["US$", "USD"],
  ["CA$", "CAD"],
  ["AU$", "AUD"],
  ["HK$", "HKD"],
  ["NZ$", "NZD"],
  ["NT$", "TWD"],
  ["MX$", "MXN"],
  ["руб.", "RUB"],
  ["руб", "RUB"],
  ["SFr.", "CHF"],
  ["A$", "AUD"],
  ["S$", "SGD"],
  ["R$", "BRL"],
  ["C$", "C$"],
  ["Rs.", "Rs"],
  ["Rs", "Rs"],
  ["kr.", "kr"],
  ["kr", "kr"],
  ["Fr.", "Fr."],
  ["RM", "MYR"],
  ["zł", "PLN"],
  ["Kč", "CZK"],
  ["Ft", "HUF"],
  ["$", "$"],
  ["€", "EUR"],
  ["£", "£"],
  ["¥", "¥"],
  ["₹", "INR"],
  ["₽", "RUB"],
  ["₩", "KRW"],
  ["₺", "TRY"],
  ["₴", "UAH"],
  ["₪", "ILS"],
  ["₦", "NGN"],
  ["฿", "THB"],
  ["₫", "VND"],
  ["₱", "PHP"],
];

const LETTER = /\p{L}/u;
/** Figures with their signs and separators need no search. */
const PLAIN_END = /^[\d.,'+(<-].*[\d)>%-]$/;

export interface PeeledCurrency {
  rest: string;
  /** ISO 4217 code, or the sign where several currencies use it. */
  currency: string;
  isCode: boolean;
}

/** @param text plain, without blanks around it. @returns null when no currency stands at its ends. */
export function peelCurrency(text: string): PeeledCurrency | null {
  if (PLAIN_END.test(text)) return null;
  const start = text.slice(0, 3);
  if (CODES.has(start) && !isLetter(text[3])) return peeled(text.slice(3), start, true);
  const end = text.slice(-3);
  if (CODES.has(end) && !isLetter(text.at(-4))) return peeled(text.slice(0, -3), end, true);
  for (const [sign, told] of SIGNS) {
    const isWord = LETTER.test(sign);
    if (text.startsWith(sign) && !(isWord && isLetter(text[sign.length])))
      return peeled(text.slice(sign.length), told, told !== sign && told.length === 3);
    if (text.endsWith(sign) && !(isWord && isLetter(text.at(-sign.length - 1))))
      return peeled(text.slice(0, -sign.length), told, told !== sign && told.length === 3);
  }
  return null;
}

/**
 * What one or two currencies at one amount mean together: `$5 USD` is in USD.
 * @returns null when there is none, or two contradict each other.
 */
export function combineCurrencies([one, other]: readonly PeeledCurrency[]): string | null {
  if (one === undefined) return null;
  if (other === undefined || one.currency === other.currency) return one.currency;
  if (one.isCode === other.isCode) return null;
  return one.isCode ? one.currency : other.currency;
}

function peeled(rest: string, currency: string, isCode: boolean): PeeledCurrency {
  return { rest: rest.trim(), currency, isCode };
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && LETTER.test(character);
}
