import { functionalWords, type WordModel } from "@/lib/summaries/wanted-words";

/**
 * Learned from QMSum's training set: 162 meetings and what people wrote of them. `parley bench
 * summary-words TRAIN.jsonl` makes these numbers anew.
 */
export const WORD_MODEL: WordModel = {
  content: [-3.4024, 0.1176, 1.1059, 0.1632, 0.1964, -0.1388, -1.5828, 0.1909],
  pair: [-2.8204, 0.5389, 0.2586, 0.2604, -2.2226, -1.749, 0.1819, -0.5013],
  functional: functionalWords(
    `the 8.822 and 4.377 of 3.4 to 3.317 a 1.856 on 1.684 was 1.596 in 1.504 for 1.288 that 1.275
   they 1.087 with 1.068 be 0.962 about 0.939 as 0.87 would 0.695 their 0.583 it 0.57 were 0.568
   then 0.562 by 0.497 also 0.491 some 0.465 this 0.429 which 0.386 had 0.364 how 0.352 could 0.328
   new 0.315 more 0.3 its 0.285 should 0.279 an 0.278 at 0.272 from 0.269 people 0.259 well 0.241
   into 0.241 first 0.239 other 0.228 not 0.225 is 0.209 use 0.207 there 0.206 such 0.193 out 0.192
   like 0.176 all 0.171 each 0.164 next 0.162 after 0.16 have 0.156 what 0.154 up 0.147 but 0.14
   who 0.136 when 0.134 been 0.132 one 0.131 made 0.127 make 0.122 or 0.122 them 0.12 am 0.111
   through 0.109 both 0.109 are 0.105 last 0.102 over 0.094 need 0.093 do 0.088 no 0.086 will 0.086
   still 0.082 only 0.078 few 0.076 being 0.075 most 0.074 those 0.074 put 0.073 under 0.071 two
   0.069 many 0.066 has 0.066 these 0.064 now 0.061 can 0.061 did 0.06 got 0.057 however 0.057
   while 0.055 so 0.054 take 0.052 much 0.052 around 0.05 yet 0.049 very 0.049 look 0.046 see 0.045
   having 0.044 if 0.044 done 0.042 know 0.041 before 0.041 something 0.04 same 0.04 any 0.04 off
   0.038 give 0.038 less 0.036 might 0.035 doing 0.035 down 0.034 good 0.033 because 0.032 lot
   0.031 too 0.031`,
  ),
};
