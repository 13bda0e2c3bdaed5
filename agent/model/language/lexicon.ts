/**
 * What customers say, as data. A phrase is words in order inside one clause, with up to two others between them;
 * `a|b` is either word. Misspellings of longer words are understood, see `looksLike`.
 */

/** Phrases separated by commas. */
const list = (phrases: string): readonly string[] =>
  phrases.split(",").map((phrase) => phrase.trim())

export const INTENTS = {
  return: list(
    `return, returning, refund, refunded, reimbursed, exchange, swap, rma, money back, get rid,
     send|sending|ship|mail|give|giving|take|bring|hand|go|goes back, dont|didnt want`
  ),
  expedite: list(
    `expedite, expedited, expediting, expedition, rush, rushed, urgent, urgently, asap, faster,
     quicker, quickly, fastest, quickest, hurry, sooner, express, prioritize, prioritise,
     prioritized, prioritised, priority, immediately, speed|speeded|sped, speedy, fast track|lane,
     right away, soon as possible, accelerate, accelerated`
  ),
  human: list(`human, manager, supervisor, representative, a|real|live|actual person, operator`),
  /** A wish to talk that a customer also uses to begin an ordinary request. */
  contact: list(
    `talk|speak|chat to|with someone|somebody|anyone|agent|rep|colleague, connect|transfer me,
     customer service|support`
  ),
  exception: list(
    `exception, unfair, not fair, reconsider, appeal, disagree, unacceptable, ridiculous,
     complaint, complain`
  ),
  status: list(
    `where is|are|my, wheres, status, track, tracking, when will|do|does|can|is,
     how long until|till|before|does|will, arrived|delivered|shipped yet`
  ),
  policy: list(
    `policy, policies, return|returns window|rules, restocking fee, how many days,
     how long do i have, allowed to return`
  ),
  thanks: list(`thank, thanks, thx, cheers, appreciate, appreciated`),
  greeting: list(`hi, hello, hey, good morning|afternoon|evening|day`),
  yes: list(
    `yes, yep, yeah, yup, yea, sure, correct, right, exactly, indeed, ok, okay, y, that one,
     thats it|the|right|correct, go ahead, please do`
  ),
  no: list(`no, nope, nah, neither`),
  all: list(`all of|items|the|these|three, them all, everything, both, whole order|lot, entire`)
} as const
export type Intent = keyof typeof INTENTS

/** Why a customer returns something, but for damage; the first kind that matches is the reason. */
export const REASONS = [
  {
    reason: "Wrong item received",
    phrases: list(
      `wrong item|product|colour|color|model|one|thing, not what i ordered,
       different than|from ordered|pictured|described`
    )
  },
  {
    reason: "Too small",
    phrases: list(`small, smaller, tight, snug, narrow, short, pinch|pinching, tiny, squeeze`)
  },
  {
    reason: "Too big",
    phrases: list(`big, bigger, large, loose, wide, long, huge, oversized, enormous, baggy`)
  },
  {
    reason: "Does not fit",
    phrases: list(`fit|fits|fitting, wrong size, size|sizing, uncomfortable`)
  },
  {
    reason: "No longer wanted",
    phrases: list(
      `changed|change mind, dont|doesnt|didnt|not|no want|need|like|longer|love|use, regret,
       disappointed, second thoughts, unwanted`
    )
  },
  { reason: "Arrived too late", phrases: list(`late, too slow, delayed`) },
  { reason: "Unwanted gift", phrases: list(`gift, present`) }
] as const

export const DAMAGE = list(
  `damaged, damage, damages, defective, defect, defects, broken, broke, shattered, smashed,
   cracked, crack, cracks, crushed, destroyed, ruined, ripped, torn, dented, bent, busted, wrecked,
   snapped, burst, chipped, faulty, mangled, shredded, demolished, malfunctioning, malfunctions,
   leaking, leaks, doa, kaput, shards, bust, fractured, splintered, scratched, unusable,
   inoperable, stopped working, not working, doesnt|dont|didnt|wont work, no longer works,
   dead on arrival, wont|doesnt|didnt|dont|not turn|switch|power on,
   wont|doesnt start|charge|boot, in pieces|bits|shards, into pieces|bits, to pieces|bits,
   smithereens, fell|falling|fallen|came|coming apart, split open|apart, hole|holes in, tear|rip in`
)

/** Words that take a damage word back when only `LINKING` words stand between the two. */
export const NEGATORS = new Set(
  list(
    `not, no, never, isnt, arent, wasnt, werent, hasnt, havent, dont, doesnt, didnt, without, aint,
     zero, hardly`
  )
)

/** Words that take back every damage word after them in their clause. */
export const TOTAL_NEGATORS = new Set(list(`nothing, nothings, none, neither`))

export const LINKING = new Set(
  list(
    `a, an, any, at, all, in, way, be, been, being, is, are, was, were, arrive, arrived, come, came,
     get, got, seem, look, appear, visible, visibly, really, actually, even, exactly, physically,
     it, they, them, of, sign, signs, kind, sort, single, or, nor, and, like, have, see, to,
     obvious, obviously`
  )
)

export const PACKAGING = new Set(
  list(
    `box, boxes, package, packaging, packing, parcel, carton, envelope, wrapping, wrapper, mailer,
     bag`
  )
)

export const INTACT = list(
  `fine, intact, undamaged, unharmed, perfect, unscathed, okay, ok,
   good|mint|perfect condition|shape`
)

export const RECEIPT = list(`receipt, receipts, proof of purchase, invoice, sales|packing slip`)

/** With a word for the receipt: it is lost. */
export const MISSING = list(
  `lost, lose, misplaced, mislaid, missing, gone, no, not, dont, cant, cannot, without, threw,
   thrown, tossed, binned, havent, longer, disappeared, vanished`
)

/** What general words say about a product's category; a product's own name needs no entry. */
export const CATEGORY_WORDS: Readonly<Record<string, readonly string[]>> = {
  Footwear: list(`shoe, boot, footwear, sneaker, trainer, sandal, heel, slipper`),
  Clothing: list(
    `clothes, clothing, garment, jacket, coat, parka, shirt, sweater, pants, dress, jeans, hoodie,
     apparel`
  ),
  Electronics: list(`electronics, electronic, device, gadget, tech, tablet, phone, laptop`),
  "Home Goods": list(`home, kitchen, household, appliance, homeware`),
  "Special Edition": list(`special, edition, limited, collector`),
  Accessories: list(`accessory, belt, wallet, scarf, hat, sunglasses`)
}

export const ORDINALS: readonly (readonly string[])[] = [
  list(`first, 1st, 1`),
  list(`second, 2nd, 2`),
  list(`third, 3rd, 3`),
  list(`fourth, 4th, 4`),
  list(`fifth, 5th, 5`),
  list(`sixth, 6th, 6`),
  list(`seventh, 7th, 7`),
  list(`eighth, 8th, 8`),
  list(`ninth, 9th, 9`),
  list(`tenth, 10th, 10`)
]

/** English words that are one slip away from a word listened for. */
export const REAL_WORDS = new Set(
  list(
    `denied, leading, stashed, boost, booth, refuse, refused, cared, brought, crashed, broker,
     piece, bracket, crushing`
  )
)
