import { expect, test } from 'vitest';
import { AdverseEvent } from '../../src/entities/adverse-event.js';
import { Case } from '../../src/entities/case.js';
import { CatalogProduct } from '../../src/entities/catalog-product.js';
import { Concomitant } from '../../src/entities/concomitant.js';
import { fieldsOf } from '../../src/entities/field.js';
import { FollowupEntry } from '../../src/entities/followup-entry.js';
import { Product } from '../../src/entities/product.js';
import { SignatureProfile } from '../../src/entities/signature-profile.js';
import { CASE_ROWS } from '../../src/entities/index.js';

const names = (text: string) => text.trim().split(/\s+/);

/** The names of the legacy contract (legacy-api part 2): served exactly, for ever. */
const CONTRACT = {
  case: {
    entity: Case,
    names: names(`id created_at updated_at paciente_iniciales paciente_edad paciente_sexo paciente_peso paciente_dni
      paciente_fecha_nacimiento paciente_grupo_etareo paciente_diagnostico_principal paciente_cie10 paciente_comorbilidades
      paciente_gestacion_meses_raw reportante_nombre reportante_contacto reportante_email reportante_telefono
      reportante_ocupacion producto_sospechoso descripcion_evento fecha_inicio_evento fecha_fin_evento gravedad ea_causalidad
      ea_desenlace ea_grave_solo_ram estado numero tipo_notificacion fuente_notificacion doc_fuente_url codigo_interno_lab
      cenafyt_codigo lt_fecha_recibido_colaborador lt_fecha_recibido_ufv lt_dias_colab_ufv lt_fecha_limite_digemid
      lt_fecha_envio_digemid lt_dias_ufv_digemid lt_comentarios_no_sometimiento lt_problemas_adicionales qc_realizado_por
      qc_fecha revision_senales comentarios_adicionales seg_contactar_paciente seg_adicional_fecha seg_adicional_comentarios
      seg_adicional_estado dup_override dup_of_id rs_catalog_map`),
    aliases: names(`dni doc_identidad documento_identidad fecha_inicio ea_fecha_inicio evento_fecha_inicio fecha_fin
      ea_fecha_fin evento_fecha_fin causalidad desenlace lt_fecha_limite_envio_digemid cc_realizado_por paciente_desea_contacto`),
  },
  product: {
    entity: Product,
    names:
      names(`id nombre_producto ifa forma_farmaceutica laboratorio_pais registro_sanitario nro_lote via_administracion
      dosis_frecuencia fecha_inicio fecha_fin desaparecio_al_suspender desaparecio_al_disminuir_dosis reaparecio_reexposicion
      antecedente_reaccion paciente_recibio_tratamiento_ram detalle_tratamiento_ram laboratorio rs_vencimiento`),
    aliases: names('fabricante_pais fabricantePais pais_fabricante registroSanitario lote via detalle_tratamiento'),
  },
  concomitant: {
    entity: Concomitant,
    names: names(
      `id nombre_producto dosis_frecuencia nro_lote via_administracion fecha_inicio fecha_fin motivo_prescripcion`,
    ),
    aliases: names('via motivo'),
  },
  followupEntry: { entity: FollowupEntry, names: names('id numero fecha comentarios'), aliases: [] },
  event: {
    entity: AdverseEvent,
    names: names(`id icsr_id texto tipo_notificacion fecha_inicio fecha_fin gravedad causalidad desenlace solo_ram_grave
      texto_correo doc_fuente_url meddra_llt_code meddra_llt_term meddra_pt_code meddra_pt_term meddra_pt_manual is_from_narrative`),
    aliases: [],
  },
  catalogProduct: {
    entity: CatalogProduct,
    names: names(`id producto ifa forma_farmaceutica presentacion_farmaceutica via estado_registro numero_registro
      fecha_venc_registro fecha_primer_registro comercializa pais_comercializacion laboratorio_pais ficha_tecnica_url
      comentarios created_at updated_at`),
    aliases: [],
  },
  signatureProfile: {
    entity: SignatureProfile,
    names:
      names(`id empleado_id nombre cargo company telefono celular anexo email_alt website address logo_url firma_img_url
      is_default socials html ui_prefs`),
    aliases: [],
  },
};

test.each(Object.entries(CONTRACT))(
  'every documented name of a %s is served, and every alias is taken',
  (_noun, contract) => {
    const fields = fieldsOf(contract.entity);
    expect(fields.map(({ wire }) => wire)).toEqual(expect.arrayContaining(contract.names));
    expect(fields.flatMap(({ aliases = [] }) => aliases)).toEqual(expect.arrayContaining(contract.aliases));
  },
);

test('the lists of a case have their documented names', () => {
  expect(CASE_ROWS.map(({ wire }) => wire)).toEqual(['productos', 'concomitantes', 'seguimientos', 'eventos']);
  expect(CASE_ROWS.flatMap(({ aliases }) => aliases)).toEqual(['seguimiento', 'seguimiento_items']);
});

test('no two names of one object lead to different fields', () => {
  for (const { entity } of Object.values(CONTRACT)) {
    const all = fieldsOf(entity).flatMap(({ wire, aliases = [] }) => [wire, ...aliases]);
    expect(all).toEqual([...new Set(all)]);
  }
});
