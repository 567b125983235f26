import { watchConnections } from "portaria";
import { onMounted, onUnmounted, ref } from "vue";

/** What is connected; the component follows every change. */
export function useConnections() {
  const connections = ref([]);
  let stop = () => {};
  onMounted(() => {
    stop = watchConnections((now) => {
      connections.value = now;
    });
  });
  onUnmounted(() => stop());
  return connections;
}
