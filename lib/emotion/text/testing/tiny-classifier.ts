import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";

const MARKERS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/**
 * Writes a text classifier in Transformers.js layout that knows a few words, each of which speaks
 * for one class; the text's class is that of its words.
 *
 * @param words class → words
 */
export async function writeTinyClassifier(
  folder: string,
  words: Record<string, readonly string[]>,
): Promise<void> {
  const labels = Object.keys(words);
  const known = Object.values(words).flat();
  const vocabulary = [...MARKERS, ...known];
  const votes = new Float32Array(vocabulary.length * labels.length);
  labels.forEach((label, column) => {
    for (const word of words[label] ?? []) {
      votes[vocabulary.indexOf(word) * labels.length + column] = 4;
    }
  });
  const json = (name: string, value: unknown) =>
    writeFile(path.join(folder, name), JSON.stringify(value));
  await mkdir(path.join(folder, "onnx"), { recursive: true });
  await json("config.json", {
    model_type: "bert",
    architectures: ["BertForSequenceClassification"],
    id2label: { ...labels },
    pad_token_id: 0,
  });
  await json("tokenizer.json", tokenizer(vocabulary));
  await json("tokenizer_config.json", { tokenizer_class: "BertTokenizer", model_max_length: 128 });
  await writeFile(path.join(folder, "onnx/model.onnx"), model(votes, labels.length));
}

/** Scores are the sums of the words' votes. */
function model(votes: Float32Array, labels: number): Uint8Array {
  const graph = new OnnxGraph();
  const [ids = ""] = ["input_ids", "attention_mask", "token_type_ids"].map((name) =>
    graph.input(name, ONNX_TYPE.int64, ["batch", "seq"]),
  );
  const table = graph.floats("votes", [votes.length / labels, labels], votes);
  const axis = graph.integers("axis", [1]);
  graph.op("ReduceSum", [graph.op("Gather", [table, ids]), axis], { keepdims: 0 }, "logits");
  graph.output("logits", ONNX_TYPE.float, ["batch", labels]);
  return graph.encode({ name: "tiny-classifier", opset: 17, notes: {} });
}

function tokenizer(vocabulary: readonly string[]) {
  const special = (name: string) => ({ SpecialToken: { id: name, type_id: 0 } });
  const inside = { Sequence: { id: "A", type_id: 0 } };
  const single = [special("[CLS]"), inside, special("[SEP]")];
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: MARKERS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single,
      pair: single,
      special_tokens: Object.fromEntries(
        ["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [MARKERS.indexOf(id)], tokens: [id] }]),
      ),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}
