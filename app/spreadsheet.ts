/** What a spreadsheet makes of text that it is given. Pure. */

/** What it would compute instead of show, blanks before it and wide letters too; a negative number is one. */
export const formula = /^(?:[\t\r]|\s*[=@＝＠]|\s*[+＋－-](?![\d.,]+\s*%?$))/
