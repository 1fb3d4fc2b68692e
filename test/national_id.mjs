// National identity numbers of people who do not exist, for the tests.

const FIRST = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

const checkDigit = (digits, weights) => {
  const sum = weights.reduce((total, weight, at) => total + weight * digits[at], 0);
  return (11 - (sum % 11)) % 11;
};

/** Nine digits with their check digits, or none where there can be none. */
export function completed(nine) {
  const digits = Array.from(nine, Number);
  for (const weights of [FIRST, SECOND]) digits.push(checkDigit(digits, weights));
  return digits.includes(10) ? undefined : digits.join('');
}

/** One of somebody born on that day: month + 80, and the first individual number from here that checks. */
export function nationalId(born, from = 100) {
  const [year, month, day] = born.split('-');
  const start = day + String(Number(month) + 80) + year.slice(2);
  for (let individual = from; individual < 500; individual += 1) {
    const number = completed(start + String(individual).padStart(3, '0'));
    if (number !== undefined) return number;
  }
  throw new Error('no number checks');
}
