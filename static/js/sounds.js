// Short tones: one high for good, two for known already, one low and long for refused or wrong.
let audio = null;
const TONES = { good: [[880, 0, 0.09]], again: [[520, 0, 0.07], [520, 0.11, 0.07]], bad: [[196, 0, 0.4]] };

export function sound(kind) {
  try {
    audio ||= new AudioContext();
    for (const [pitch, after, length] of TONES[kind] || []) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      tone.type = kind === "bad" ? "square" : "sine";
      volume.gain.setValueAtTime(0.18, audio.currentTime + after);
      volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + after + length);
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + after);
      tone.stop(audio.currentTime + after + length);
    }
  } catch { /* a machine without sound still shows its colours */ }
}
