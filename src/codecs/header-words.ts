// Words that name the columns of finance files, and words that begin a line of totals, in the
// languages of common exports. Data for the search of headers; nothing is translated.
import type { CellValue } from "../core/records.ts";

/** Longer texts are sentences, not names of columns. */
export const MAX_NAME_CHARACTERS = 80;

const NAMES = new Set(
  `account accounts acct accountno gl code codes id uuid key number no nr num description desc details detail
  narration narrative memo notes note text name names title label debit debits dr credit credits cr balance
  balances opening closing beginning ending date dates datetime time timestamp posted posting transaction
  transactions trans txn tran value amount amounts amt total subtotal sum net gross tax vat gst pst hst price rate
  qty quantity unit units currency ccy cur exchange fx period periods year month day week quarter ref reference
  voucher invoice document doc journal entry ledger line type kind category class classification group
  status state source department dept division cost centre center project job customer client vendor supplier
  payee payer payor beneficiary recipient sender counterparty bank branch iban bic swift sort check cheque
  email mail phone fax address street city region country zip postcode postal product item items article sku
  symbol ticker isin cusip shares security action fee fees commission booking booked due paid age aging days
  budget actual variance forecast prior current ytd mtd change difference percent percentage comment comments
  remark remarks user created updated modified owner salary wage hours discount terms company entity mapping
  first last middle birth gender

  konto konten kontonr kontonummer gegenkonto kontobezeichnung kontoname bezeichnung beschreibung soll haben sh
  saldo salden anfangssaldo endsaldo betrag umsatz brutto netto steuer ust mwst datum buchungstag buchungsdatum
  buchung buchungstext wertstellung wertstellungstag valuta valutadatum wert währung waehrung beleg belegnummer
  belegnr belegdatum belegfeld rechnung rechnungsnummer kunde kunden kundennummer lieferant lieferanten
  verwendungszweck auftraggeber auftragskonto empfänger empfaenger begünstigter zahlungspflichtiger
  kontoinhaber kostenstelle kostenträger kreditor debitor nummer menge einheit preis einzelpreis gesamt summe
  fällig faelligkeit fälligkeit monat jahr tag periode zeitraum bemerkung bemerkungen notiz vorgang umsatzart
  textschlüssel steuerschlüssel blz kategorie typ art gruppe zeile

  compte comptes numéro numero libellé libelle intitulé intitule débit débits crédit crédits solde soldes
  montant montants devise pièce piece journal écriture ecriture référence opération operation tiers
  bénéficiaire fournisseur échéance echeance quantité prix taux tva ht ttc jour mois année exercice

  cuenta cuentas código codigo descripción descripcion concepto debe haber fecha importe moneda divisa asiento
  apunte saldo número referencia cliente proveedor beneficiario cantidad precio impuesto iva año mes ejercicio
  nombre operación observaciones

  descrizione conto conti codice dare avere data importo valuta saldi saldo movimento causale entrate uscite
  operazione registrazione documento fornitore beneficiario quantità prezzo imposta aliquota anno mese
  protocollo

  conta contas débito débitos créditos descrição descricao histórico historico lançamento lancamento valor
  valores moeda fornecedor quantidade preço ano mês documento

  rekening rekeningnummer tegenrekening bedrag omschrijving mededelingen mededeling debet af bij boekdatum
  boeking munt naam grootboek grootboekrekening factuur factuurnummer klant leverancier aantal prijs btw
  rentedatum kostenplaats dagboek

  kontonamn belopp beskrivning datum bokföringsdag bokföringsdatum transaktionsdag verifikation kredit debet
  ingående utgående valutadag beløb tekst beskrivelse bogføringsdato dato bilag beløp bilagsnummer kunde
  kontonavn forklaring bokført rentedato ut inn mottaker tili tilinumero nimi päivä päivämäärä kirjauspäivä
  arvopäivä määrä summa selite saaja maksaja viite viitenumero viesti

  konto nazwa numer kwota waluta winien ma opis tytuł odbiorca nadawca kontrahent faktura dokument
  data operacji księgowania obciążenia uznania účet částka měna popis název protiúčet zůstatek
  tutar tarih açıklama bakiye borç alacak hesap`
    .trim()
    .split(/\s+/),
);

/** Ends of compound names, as German and Dutch and the Nordic languages build them. */
const COMPOUND_ENDS =
  /.(?:datum|dato|betrag|bedrag|beløb|belopp|nummer|konto|rekening|saldo|bezeichnung|währung|zweck|name|naam|art|schlüssel)$/;

const TOTAL =
  /^[\s*=-]*(?:sub|grand |net )?(?:totals?|sums?|balance|gesamt(?:summe|betrag)?|summen?|zwischensumme|endsaldo|saldo|totaux|solde|totale|totais|totaal|suma|razem|yhteensä|summa|celkem|toplam)(?![\p{L}])/iu;

/** True when a name holds a known word. */
export function isKnownName(cell: CellValue): boolean {
  if (typeof cell !== "string" || cell.length > MAX_NAME_CHARACTERS) return false;
  return cell
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .some((word) => NAMES.has(word) || (word.length <= 40 && COMPOUND_ENDS.test(word)));
}

/** True for the label of a line of totals. */
export function isTotalLabel(cell: CellValue): boolean {
  return typeof cell === "string" && TOTAL.test(cell.slice(0, MAX_NAME_CHARACTERS));
}
